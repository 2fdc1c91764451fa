"""Histories of clones into real Kafka: each commit once, later only what is new."""

import json
import signal
from collections import Counter
from pathlib import Path

import pytest
from clone_builder import Workshop
from kafka_reading import records_of
from killed_replay import ship_killed_after

from osspulse.errors import WrongUsage
from osspulse.settings import Settings
from producers.backfill.git_history import Shipped, ship

NAME = "github:Acme/Robot"


def _stored(settings: Settings) -> Counter[str]:
    return Counter(
        record.facts.delivery_id for record in records_of(settings, settings.kafka_topic_backfill)
    )


def test_a_history_is_sent_once_and_then_only_what_is_new(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    shop = Workshop.new(tmp_path / "shop")
    first = shop.commit("Begin", {"a": "1"})
    shop.git("tag", "v1")
    told: list[tuple[int, int]] = []

    begin = ship(
        [shop.path],
        settings=kafka_settings,
        repositories=[NAME],
        on_progress=lambda done, total: told.append((done, total)),
    )
    again = ship([shop.path], settings=kafka_settings, repositories=[NAME])
    second = shop.commit("Go on", {"a": "2"})
    later = ship([shop.path], settings=kafka_settings, repositories=[NAME])

    assert (begin, again, later) == (Shipped(1, sent=2), Shipped(1), Shipped(1, sent=1))
    assert told[-1] == (2, 2)
    records = records_of(kafka_settings, kafka_settings.kafka_topic_backfill)
    assert Counter(record.facts.delivery_id for record in records) == Counter(
        [
            f"github:acme/robot:commit:{first}",
            f"github:acme/robot:tag:v1:{first}",
            f"github:acme/robot:commit:{second}",
        ]
    )
    assert {(record.facts.source, record.facts.event) for record in records} == {
        ("git", "commit"),
        ("git", "tag"),
    }
    assert json.loads(records[0].value)["repository"] == {
        "platform": "github",
        "full_name": "Acme/Robot",
    }


def test_a_rewritten_history_sends_what_it_has_new(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    shop = Workshop.new(tmp_path / "shop")
    first = shop.commit("Begin", {"a": "1"})
    shop.commit("Regretted", {"a": "2"})
    ship([shop.path], settings=kafka_settings, repositories=[NAME])
    shop.git("reset", "--quiet", "--hard", first)
    shop.commit("Better", {"a": "3"})
    assert ship([shop.path], settings=kafka_settings, repositories=[NAME]) == Shipped(1, sent=1)
    assert set(_stored(kafka_settings).values()) == {1}


def test_a_deepened_clone_sends_what_was_missing(kafka_settings: Settings, tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    for number in range(5):
        shop.commit(f"Step {number}", {"a": str(number)})
    clone = shop.cloned(tmp_path / "clone", "--depth", "2")
    shallow = ship([clone], settings=kafka_settings, repositories=[NAME])
    Workshop(clone).git("fetch", "--quiet", "--unshallow")
    ship([clone], settings=kafka_settings, repositories=[NAME])
    assert shallow == Shipped(1, sent=2, shallow=1)
    commits = {delivery_id.removesuffix(":shallow") for delivery_id in _stored(kafka_settings)}
    assert len(commits) == 5


def test_a_killed_run_goes_on_and_sends_nothing_twice(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shas = [shop.commit(f"Step {number}", {}) for number in range(450)]
    killed = ship_killed_after(400, settings=kafka_settings, clone=shop.path, name=NAME)
    again = ship([shop.path], settings=kafka_settings, repositories=[NAME])
    assert killed == -signal.SIGKILL
    assert again.sent + again.already_sent == 450
    assert _stored(kafka_settings) == Counter(f"github:acme/robot:commit:{sha}" for sha in shas)


def test_only_the_repositories_asked_for_are_sent(kafka_settings: Settings, tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shop.commit("Begin", {"a": "1"})
    only = tmp_path / "repositories.txt"
    only.write_text("acme/lamp\n")
    shipped = ship(
        [shop.path, shop.path],
        settings=kafka_settings,
        repositories=[NAME, "github:acme/lamp"],
        only=only,
    )
    assert shipped == Shipped(2, sent=1, left_out=1)


def test_each_clone_has_to_be_named(kafka_settings: Settings, tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shop.commit("Begin", {"a": "1"})
    with pytest.raises(WrongUsage, match="one --repository for each clone"):
        ship([shop.path, shop.path], settings=kafka_settings, repositories=[NAME])

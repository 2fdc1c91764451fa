"""Archived hours into real Kafka: each event once, however often and however interrupted."""

import signal
from collections import Counter
from pathlib import Path

import pytest
from archive_builder import an_hour, archive_line
from kafka_reading import records_of
from killed_replay import replay_killed_after
from shared_samples import sample

from osspulse.kafka import Cluster
from osspulse.settings import Settings
from producers.backfill.archive_hours import DamagedArchive
from producers.backfill.gharchive import Progress, Replayed, replay

LINES = [archive_line(number) for number in range(3_000)]


def _stored(settings: Settings) -> Counter[str]:
    return Counter(
        record.facts.delivery_id for record in records_of(settings, settings.kafka_topic_backfill)
    )


def test_an_hour_is_sent_once_however_often_it_is_asked_for(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    hour = an_hour(tmp_path / "hour.json.gz", LINES)
    told: list[Progress] = []
    first = replay([str(hour)], settings=kafka_settings, on_progress=told.append)
    again = replay([str(hour), str(hour)], settings=kafka_settings)
    assert first == Replayed(hours=1, sent=3_000)
    assert again == Replayed(hours=2, already_sent=6_000)
    assert told[-1] == Progress("hour.json.gz", 3_000, 3_000)
    stored = records_of(kafka_settings, kafka_settings.kafka_topic_backfill)
    assert sorted(record.value for record in stored) == sorted(LINES)
    assert {(record.facts.source, record.facts.event) for record in stored} == {
        ("gharchive", "WatchEvent")
    }


def test_only_the_repositories_asked_for_are_sent_and_later_the_rest(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    others = [archive_line(number, repository="acme/other") for number in range(3_000, 3_100)]
    hour = an_hour(tmp_path / "hour.json.gz", LINES[:50] + others)
    only = tmp_path / "repositories.txt"
    only.write_text("# mine\nAcme/Robot\n")
    some = replay([str(hour)], settings=kafka_settings, only=only)
    rest = replay([str(hour)], settings=kafka_settings)
    assert some == Replayed(hours=1, sent=50, left_out=100)
    assert rest == Replayed(hours=1, sent=100, already_sent=50)
    assert set(_stored(kafka_settings).values()) == {1}


def test_nothing_is_sent_when_one_of_the_hours_is_damaged(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    whole = an_hour(tmp_path / "whole.json.gz", LINES[:10])
    damaged = tmp_path / "damaged.json.gz"
    damaged.write_bytes(whole.read_bytes()[:-9])
    with pytest.raises(DamagedArchive, match=r"damaged\.json\.gz is damaged after line"):
        replay([str(whole), str(damaged)], settings=kafka_settings)
    assert _stored(kafka_settings) == Counter()


def test_an_emptied_topic_gets_the_hour_again(kafka_settings: Settings, tmp_path: Path) -> None:
    hour = an_hour(tmp_path / "hour.json.gz", LINES[:10])
    replay([str(hour)], settings=kafka_settings)
    other_topic = f"{kafka_settings.kafka_topic_backfill}.recreated"
    recreated = kafka_settings.model_copy(update={"kafka_topic_backfill": other_topic})
    with Cluster(recreated) as cluster:
        cluster.ensure_topics()
    assert replay([str(hour)], settings=recreated) == Replayed(hours=1, sent=10)
    assert set(_stored(recreated).values()) == {1}


@pytest.mark.parametrize("after", [1_000, 3_000])
def test_a_killed_replay_goes_on_and_sends_nothing_twice(
    kafka_settings: Settings, tmp_path: Path, after: int
) -> None:
    hour = an_hour(tmp_path / "hour.json.gz", LINES)
    exit_code = replay_killed_after(after, settings=kafka_settings, hour=str(hour))
    assert exit_code == -signal.SIGKILL
    again = replay([str(hour)], settings=kafka_settings)
    assert again.sent + again.already_sent == 3_000
    assert _stored(kafka_settings) == Counter(
        f"{1000 + number}:WatchEvent:2015-01-01T03:{number // 60 % 60:02}:{number % 60:02}Z"
        for number in range(3_000)
    )


def test_a_real_hour_arrives_whole(kafka_settings: Settings) -> None:
    hour = sample("gharchive/2015-01-01-4.json.gz")
    assert replay([str(hour)], settings=kafka_settings) == Replayed(hours=1, sent=5_869)
    assert len(_stored(kafka_settings)) == 5_869

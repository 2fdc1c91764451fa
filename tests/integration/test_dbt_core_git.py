"""A clone's history in the core marts: beside what others told, and before anybody told its number."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clone_builder import Workshop
from core_marts_builder import CoreMarts
from raw_events import RawEvent, land_raw_events

from producers.backfill.clones import Clone, named_repository
from producers.sources.git import commits

ANN = {"name": "Ann", "email": "ann@site.org"}
AUTHOR = "Ann <ann@site.org>"


def _of_the_clone(path: Path, name: str) -> list[RawEvent]:
    clone, repository = Clone(path), named_repository(name)
    with clone.log(without=()) as log:
        deliveries = [
            event.delivery(repository, received_at=datetime(2026, 1, 5, tzinfo=UTC))
            for event in commits(log, shallow=clone.shallow)
        ]
    return [
        RawEvent(
            source="git",
            event=delivery.event,
            delivery_id=delivery.delivery_id,
            body=delivery.body.decode(),
        )
        for delivery in deliveries
    ]


def _github_push(sha: str, *, repository_id: int, name: str, delivery: str) -> RawEvent:
    body: dict[str, Any] = {
        "ref": "refs/heads/main",
        "before": "0" * 40,
        "after": sha,
        "repository": {
            "id": repository_id,
            "full_name": name,
            "default_branch": "main",
            "html_url": f"https://github.com/{name}",
            "owner": {"id": 1, "login": "acme", "type": "Organization"},
        },
        "sender": {"id": 5, "login": "ann", "type": "User"},
        "commits": [
            {
                "id": sha,
                "message": "Begin",
                "timestamp": "2026-01-01T08:00:00+08:00",
                "author": ANN | {"username": "ann"},
                "added": ["a"],
                "removed": [],
                "modified": [],
            }
        ],
    }
    return RawEvent(source="github", event="push", delivery_id=delivery, body=json.dumps(body))


def _archived_push(sha: str) -> RawEvent:
    body = {
        "id": "7",
        "type": "PushEvent",
        "actor": {"id": 5, "login": "ann"},
        "repo": {"id": 7, "name": "acme/robot"},
        "payload": {
            "ref": "refs/heads/main",
            "head": sha,
            "size": 1,
            "commits": [
                {
                    "sha": sha,
                    "message": "Begin",
                    "author": {"name": "Ann", "email": "0@site.org"},
                }
            ],
        },
        "created_at": "2026-01-01T00:00:05Z",
    }
    return RawEvent(source="gharchive", event="PushEvent", delivery_id="7", body=json.dumps(body))


def test_a_commit_that_three_sources_tell_of_is_one(tmp_path: Path) -> None:
    robot, lamp = Workshop.new(tmp_path / "robot"), Workshop.new(tmp_path / "lamp")
    first = robot.commit("Begin", {"a": "1"}, author=AUTHOR, at="2026-01-01T08:00:00+08:00")
    second = robot.commit("Go on", {"a": "1\n2"}, author=AUTHOR, at="2026-01-02T08:00:00+08:00")
    light = lamp.commit("Let there be", {"b": "1"}, author=AUTHOR, at="2026-01-03T08:00:00+08:00")
    marts = CoreMarts(tmp_path / "warehouse.duckdb", tmp_path / "dbt")
    land_raw_events(
        marts.warehouse,
        [
            *_of_the_clone(robot.path, "github:Acme/Robot"),
            *_of_the_clone(lamp.path, "github:acme/lamp"),
            _github_push(first, repository_id=7, name="acme/robot", delivery="a"),
            _archived_push(first),
        ],
    )
    marts.build()

    assert marts.rows(
        "select repository_id, commit_sha, source_count, is_on_default_branch"
        " from core.fct_commits order by authored_at"
    ) == [
        ("github:7", first, 3, True),
        ("github:7", second, 1, True),
        ("github:acme/lamp", light, 1, True),
    ]
    assert marts.rows("select count(distinct person_id) from core.fct_commits") == [(1,)]
    assert marts.rows(
        "select full_name from core.dim_repositories where repository_id = 'github:acme/lamp'"
    ) == [("acme/lamp",)]

    # Somebody tells the number: the whole history is that repository's.
    land_raw_events(
        marts.warehouse,
        [_github_push(light, repository_id=8, name="Acme/Lamp", delivery="b")],
        landed_at=datetime(2026, 1, 6, tzinfo=UTC),
    )
    marts.build()

    assert marts.rows(
        "select commit_sha, source_count from intermediate.int_commits_unioned"
        " where repository_id = 'github:8'"
    ) == [(light, 2)]
    assert marts.rows(
        "select count(*) from core.fct_commits where repository_id not in ('github:7', 'github:8')"
    ) == [(0,)]
    assert marts.rows(
        "select count(*) from core.dim_repositories where repository_id = 'github:acme/lamp'"
    ) == [(0,)]

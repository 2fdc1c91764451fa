"""A build of what is new gives the marts of one full refresh, whatever source tells what of whom."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conformance_cases import all_cases
from conformance_telling import Told
from core_marts_builder import CoreMarts, Rows
from raw_events import (
    LANDED_AT,
    RawEvent,
    archive_hour,
    archived,
    gitee_samples,
    github_samples,
    land_raw_events,
)
from shared_samples import sample

_OF_AN_HOUR = 200


@pytest.fixture(scope="module")
def told() -> list[RawEvent]:
    archive = [
        event
        for name in ("2012-06-14-15", "2015-01-01-3", "sample-2014-2021")
        for event in archive_hour(sample(f"gharchive/{name}.json.gz"))[:_OF_AN_HOUR]
    ]
    cases = Told(all_cases()).events
    return [*cases, *github_samples(), *gitee_samples(), *archive, *odd_events()]


@pytest.fixture(scope="module")
def at_once(told: list[RawEvent], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    return _built(tmp_path_factory.mktemp("at_once"), [told]).contents()


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 21))]
)
def test_every_source_in_any_order_gives_the_marts_of_one_build(
    told: list[RawEvent], at_once: dict[str, Rows], tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    shuffled = rng.sample(told, k=len(told))
    # Most of it first: small batches leave most repositories as they are.
    cuts = sorted(rng.choices(range(len(told) * 3 // 4, len(told)), k=3))
    batches = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]

    assert _built(tmp_path, batches).contents() == at_once


def _built(folder: Path, batches: Sequence[Sequence[RawEvent]]) -> CoreMarts:
    """The core marts, built after each batch has landed; the build of the third does not finish."""
    # What the next build compares with is written last of all.
    marts = CoreMarts(folder / "warehouse.duckdb", folder, also=("int_attributions_built",))
    unfinished = replace(marts, also=())
    for number, batch in enumerate(batches):
        land_raw_events(marts.warehouse, batch, landed_at=LANDED_AT + timedelta(hours=number))
        (unfinished if number == 2 else marts).build()
    return marts


def odd_events() -> list[RawEvent]:
    """Names without numbers, numbers told later, logins passed on, an issue in two repositories."""
    first, second = ({"id": n, "full_name": f"acme/home{n}", "name": f"home{n}"} for n in (71, 72))
    moved = {"id": 7100, "number": "I7", "title": "Moved", "user": {"id": 73, "login": "mover"}}
    pushed = {"name": "Late", "email": "late@users.noreply.example", "username": "latecomer"}
    return [
        _early("PushEvent", 1, {"shas": [["a" * 40, "p@early.org", "First", "Pioneer", True]]}),
        _early("WatchEvent", 2, {"action": "started"}),
        _early("IssuesEvent", 3, {"action": "opened", "issue": 7300, "number": 5}),
        _told("star", 4, "2026-03-01T00:00:00Z", {"id": 74, "login": "pioneer"}, action="created"),
        _told("star", 5, "2026-03-02T00:00:00Z", {"id": 75, "login": "pioneer"}, action="created"),
        _told(
            "push",
            6,
            "2026-03-03T00:00:00Z",
            {"id": 76, "login": "pusher"},
            ref="refs/heads/main",
            before="c" * 40,
            after="b" * 40,
            commits=[{"id": "b" * 40, "message": "One", "author": pushed}],
        ),
        _told(
            "star", 7, "2026-03-04T00:00:00Z", {"id": 77, "login": "Latecomer"}, action="created"
        ),
        *(
            _in_gitee(8 + place, repository, moved | {"state": state}, action=action, at=at)
            for place, (repository, state, action, at) in enumerate(
                (
                    (first, "open", "open", "2026-03-01T08:00:00+08:00"),
                    (second, "progressing", "state_change", "2026-03-02T08:00:00+08:00"),
                    (first, "closed", "state_change", "2026-03-03T08:00:00+08:00"),
                )
            )
        ),
    ]


def _early(event: str, number: int, payload: dict[str, Any]) -> RawEvent:
    """As the archive told it until 2014: by names."""
    told = {
        "type": event,
        "created_at": f"2012-06-14T15:0{number}:00-07:00",
        "actor": "pioneer",
        "actor_attributes": {"login": "pioneer", "type": "User"},
        "repository": {"name": "early", "owner": "acme"},
        "url": "https://github.com/acme/early",
        "payload": payload,
    }
    return archived(json.dumps(told).encode())


def _told(event: str, number: int, at: str, sender: dict[str, Any], **body: Any) -> RawEvent:
    repository = {"id": 70, "full_name": "acme/early", "name": "early"}
    told = {"repository": repository, "sender": sender, "starred_at": at} | body
    return RawEvent(
        source="github",
        event=event,
        delivery_id=f"odd-{number}",
        body=json.dumps(told),
        received_at=datetime.fromisoformat(at),
    )


def _in_gitee(
    number: int, repository: dict[str, Any], issue: dict[str, Any], *, action: str, at: str
) -> RawEvent:
    shown = issue | {"created_at": "2026-03-01T08:00:00+08:00", "updated_at": at}
    told = {"action": action, "issue": shown, "repository": repository, "sender": issue["user"]}
    return RawEvent(
        source="gitee",
        event="issue_hooks",
        delivery_id=f"odd-{number}",
        body=json.dumps(told),
        received_at=datetime.fromisoformat(at).astimezone(UTC),
    )

"""Real hours of every era of GH Archive: staging tells of as much as a count in plain Python does."""

import gzip
import json
import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from raw_events import archived, land_raw_events
from shared_samples import sample
from staging_builder import Staging

Told = dict[str, Any]

HOURS = ("2012-06-14-15", "sample-2014-2021", "2015-01-01-3")
BARE_PUSHES = ("push_event_without_commits", "push-event-2025-12-15")
_HIDDEN = re.compile(rb"\b[0-9a-f]{40}@")
"""The archive writes the part of an address before the @ as its SHA-1."""
_OTHER = b"f" * 40
MODELS = (
    *("pushes", "commits", "comments", "issue_events", "pull_request_events", "reviews"),
    *("stars", "forks", "releases", "repositories"),
)


def _lines() -> list[bytes]:
    hours = [
        line
        for name in HOURS
        for line in gzip.decompress(sample(f"gharchive/{name}.json.gz").read_bytes()).splitlines()
    ]
    bare = [
        json.dumps(json.loads(sample(f"gharchive/{name}.json").read_text())).encode()
        for name in BARE_PUSHES
    ]
    return hours + bare


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Staging:
    """All hours, and then again, as they are published again, with other addresses."""
    folder = tmp_path_factory.mktemp("staging")
    warehouse = folder / "warehouse.duckdb"
    lines = _lines()
    again = [_HIDDEN.sub(_OTHER + b"@", line) for line in lines]
    land_raw_events(warehouse, [archived(line) for line in lines])
    land_raw_events(
        warehouse,
        [archived(line) for line in again],
        landed_at=datetime(2026, 1, 6, tzinfo=UTC),
    )
    built = Staging(warehouse, folder)
    built.build()
    return built


@pytest.fixture(scope="module")
def told() -> list[Told]:
    """Each event once: the hour of 2012 tells of one closing twice."""
    once = {json.dumps(json.loads(line), sort_keys=True) for line in _lines()}
    return [json.loads(text) for text in once]


def _count(staging: Staging, model: str, where: str = "true") -> int:
    (row,) = staging.rows(
        f"select count(*) as rows from staging.stg_gharchive__{model} where {where}"  # noqa: S608
    )
    return int(row["rows"])


def _tellings(told: Told) -> Counter[str]:
    payload, kind = told.get("payload", {}), told["type"]
    found: Counter[str] = Counter()
    if "repo" in told or "repository" in told:
        found["repositories"] += 1
    if kind == "PushEvent":
        found["pushes"] += payload["ref"].startswith("refs/heads/")
        found["commits"] += len(payload.get("commits") or payload.get("shas") or [])
    found["comments"] += kind in {
        *("IssueCommentEvent", "CommitCommentEvent", "PullRequestReviewCommentEvent"),
    }
    found["reviews"] += kind == "PullRequestReviewEvent"
    found["stars"] += kind == "WatchEvent"
    found["forks"] += kind == "ForkEvent"
    found["releases"] += kind == "ReleaseEvent"
    issue = payload.get("issue")
    if isinstance(issue, dict):
        found["pull_request_events" if "pull_request" in issue else "issue_events"] += 1
    elif isinstance(issue, int):
        found["issue_events"] += 1
    elif "pull_request" in payload or (
        kind == "IssueCommentEvent" and "/pull/" in told.get("url", "")
    ):
        found["pull_request_events"] += 1
    return found


def test_every_event_is_read_once(staging: Staging, told: list[Told]) -> None:
    (row,) = staging.rows(
        "select count(*) as rows, count(*) filter (where is_valid_json and happened_at is not null)"
        " as read from staging.base_gharchive__events"
    )
    assert row == {"rows": len(told), "read": len(told)}
    assert len(told) == 5_312 + 1_304 + 5_971 + 2


def test_each_kind_is_told_as_often_as_it_is_in_the_files(
    staging: Staging, told: list[Told]
) -> None:
    expected: Counter[str] = sum((_tellings(event) for event in told), Counter())
    assert {model: _count(staging, model) for model in MODELS} == {
        model: expected[model] for model in MODELS
    }


def test_the_first_landing_of_an_hour_that_came_again_counts(staging: Staging) -> None:
    assert _count(staging, "commits", f"author_email like '{_OTHER.decode()}%'") == 0


def test_every_act_of_2012_has_a_repository_and_somebody(
    staging: Staging, told: list[Told]
) -> None:
    early = [event for event in told if event["created_at"].startswith("2012")]
    assert len(early) == 5_312
    assert _count(
        staging, "pushes", "pushed_at < '2013-01-01' and repository_id is not null"
    ) == sum(
        event["type"] == "PushEvent" and event["payload"]["ref"].startswith("refs/heads/")
        for event in early
    )
    assert _count(staging, "stars", "starred_at < '2013-01-01' and account_id is null") == sum(
        event["type"] == "WatchEvent" and "actor_attributes" not in event for event in early
    )


def test_names_of_2012_are_resolved_where_a_pull_request_tells_the_number(
    staging: Staging, told: list[Told]
) -> None:
    numbers: dict[str, int] = {}
    named: set[str] = set()
    for event in told:
        if not event["created_at"].startswith("2012") or "repository" not in event:
            continue
        name = f"{event['repository']['owner']}/{event['repository']['name']}".lower()
        named.add(name)
        base = (
            event["payload"].get("pull_request", {}).get("base", {}).get("repo")
            if event.get("payload")
            else None
        )
        if base:
            numbers[name] = base["id"]
    rows = staging.rows(
        "select distinct lower(full_name) as name, repository_id from staging.stg_gharchive__repositories"
        " where seen_at < '2013-01-01'"
    )
    by_name = {row["name"]: row["repository_id"] for row in rows}
    assert set(by_name) == named
    assert len(rows) == len(named)
    assert {name: by_name[name] for name in numbers} == {
        name: f"github:{number}" for name, number in numbers.items()
    }
    assert len(numbers) > 100


def test_local_times_are_told_in_utc(staging: Staging) -> None:
    (row,) = staging.rows(
        "select min(pushed_at) as first, max(pushed_at) as last from staging.stg_gharchive__pushes"
        " where pushed_at < '2013-01-01'"
    )
    assert row["first"].isoformat() >= "2012-06-14T22:00:00"
    assert row["last"].isoformat() < "2012-06-14T23:05:00"


def test_pushes_without_commits_say_so(staging: Staging) -> None:
    rows = staging.rows(
        "select commit_count, is_truncated from staging.stg_gharchive__pushes where pushed_at > '2025-10-07'"
    )
    assert rows == [{"commit_count": None, "is_truncated": True}] * 2

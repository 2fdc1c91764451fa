"""Accounts that are told in pieces, by number and by login, are those of one build of everything."""

import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from raw_events import LANDED_AT, RawEvent, land_raw_events
from staging_builder import Staging

MODELS = ("int_account_tellings", "int_account_sightings_unioned", "int_profile_companies")
TELLINGS = ("+int_account_sightings_unioned", "+int_profile_companies")

Told = dict[str, list[dict[str, Any]]]


def _archived(number: int, created_at: str, **members: Any) -> RawEvent:
    return RawEvent(
        source="gharchive",
        event="WatchEvent",
        delivery_id=f"archive-{number}",
        body=json.dumps({"created_at": created_at, "payload": {"action": "started"}} | members),
    )


def _early(number: int, created_at: str, login: str, **profile: str) -> RawEvent:
    repository = {"id": 7, "name": "robot", "owner": "acme"}
    attributes = {"login": login, "type": "User"} | profile
    return _archived(
        number, created_at, actor=login, actor_attributes=attributes, repository=repository
    )


def _later(number: int, created_at: str, account: int, login: str) -> RawEvent:
    repository = {"id": 7, "name": "acme/robot"}
    return _archived(number, created_at, actor={"id": account, "login": login}, repo=repository)


def _starred(day: int, sender: dict[str, Any]) -> RawEvent:
    body = {"action": "created", "starred_at": f"2026-01-{day:02}T00:00:00Z", "sender": sender}
    return RawEvent(
        source="github",
        event="star",
        delivery_id=f"star-{day}",
        body=json.dumps(body),
        received_at=LANDED_AT.replace(day=day),
    )


EVENTS = [
    _early(1, "2012-03-10T22:00:00-08:00", "Kim", company="Acme", name="Kim Lee"),
    _early(2, "2012-03-11T22:00:00-08:00", "kim", company=" Acme"),
    _early(3, "2012-03-12T22:00:00-08:00", "Kim", company="Ferry"),
    _early(4, "2012-03-12T22:00:00-08:00", "pat"),
    _later(5, "2015-01-01T00:00:00Z", 1, "kim"),
    # The login was passed on: whatever 2012 told by it is said of another account from now on.
    _later(6, "2016-01-01T00:00:00Z", 2, "KIM"),
    _later(7, "2017-01-01T00:00:00Z", 1, "kim-lee"),
    _starred(1, {"id": 1, "login": "kim-lee", "company": "@lantern"}),
    _starred(2, {"id": 1, "login": "kim-lee", "type": "User"}),
    _starred(3, {"id": 1, "login": "kim-lee", "company": ""}),
    _starred(4, {"id": 3, "login": "max", "company": "@lantern"}),
]


def _told(staging: Staging) -> Told:
    columns = "columns(lambda name: name != 'landed_at')"
    return {
        model: staging.rows(f"select {columns} from intermediate.{model} order by all")  # noqa: S608
        for model in MODELS
    }


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Staging:
    folder = tmp_path_factory.mktemp("at_once")
    staging = Staging(folder / "warehouse.duckdb", folder)
    land_raw_events(staging.warehouse, EVENTS)
    staging.build(*TELLINGS)
    return staging


def test_who_is_told_by_login_only_is_who_has_it_now(at_once: Staging) -> None:
    seen = at_once.rows(
        "select account_id, login, cast(first_seen_at as date) as first_day "
        "from intermediate.int_account_sightings_unioned order by first_seen_at, account_id"
    )
    companies = at_once.rows(
        "select account_id, company, year(valid_from) as since, year(valid_until) as until "
        "from intermediate.int_profile_companies order by valid_from, account_id"
    )

    assert [(row["account_id"], row["login"], str(row["first_day"])) for row in seen] == [
        ("github:2", "Kim", "2012-03-11"),
        ("github:2", "kim", "2012-03-12"),
        ("github:@pat", "pat", "2012-03-13"),
        ("github:1", "kim", "2015-01-01"),
        ("github:2", "KIM", "2016-01-01"),
        ("github:1", "kim-lee", "2017-01-01"),
        ("github:3", "max", "2026-01-04"),
    ]
    assert [tuple(row.values()) for row in companies] == [
        ("github:2", "Acme", 2012, 2012),
        ("github:2", "Ferry", 2012, None),
        ("github:1", "@lantern", 2026, 2026),
        ("github:3", "@lantern", 2026, None),
    ]


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6))]
)
def test_any_pieces_tell_the_same_accounts(at_once: Staging, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    arriving = EVENTS + rng.choices(EVENTS, k=3)
    rng.shuffle(arriving)
    cuts = sorted(rng.sample(range(1, len(arriving)), k=3))
    staging = Staging(tmp_path / "warehouse.duckdb", tmp_path)

    for hour, (start, end) in enumerate(zip([0, *cuts], [*cuts, None], strict=True)):
        land_raw_events(
            staging.warehouse, arriving[start:end], landed_at=LANDED_AT + timedelta(hours=hour)
        )
        # The second build ends before it comes to them.
        staging.build(*(() if hour == 1 else TELLINGS))

    assert _told(staging) == _told(at_once)

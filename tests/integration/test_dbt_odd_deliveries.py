"""Deliveries that come otherwise than documented, from raw to the marts: none fails a build."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from core_marts_builder import CoreMarts
from raw_events import RawEvent, land_raw_events
from told_deliveries import account

LAMP = {"id": 1, "name": "lamp", "full_name": "lantern/lamp", "owner": account(90, "lantern")}
ISSUE = {
    "id": 7,
    "number": 7,
    "title": "Dark",
    "state": "open",
    "user": account(2, "kim"),
    "created_at": "2026-01-02T00:00:00Z",
    "updated_at": "2026-01-02T00:00:00Z",
}


def delivered(
    delivery_id: str, event: str, body: dict[str, Any], *, source: str = "github", day: int = 2
) -> RawEvent:
    return RawEvent(
        source=source,
        event=event,
        delivery_id=delivery_id,
        body=json.dumps({"repository": LAMP, "sender": account(2, "kim")} | body),
        received_at=datetime(2026, 1, day, tzinfo=UTC),
    )


def opened(number: int, **changes: Any) -> dict[str, Any]:
    return {"action": "opened", "issue": ISSUE | {"id": number, "number": number} | changes}


def named(full_name: str, number: int = 1) -> dict[str, Any]:
    return LAMP | {"id": number, "full_name": full_name}


def archived(delivery_id: str, **payload: Any) -> RawEvent:
    body = {
        "id": delivery_id,
        "type": "IssuesEvent",
        "actor": {"id": 2, "login": "kim"},
        "repo": {"id": 1, "name": "lantern/lamp"},
        "payload": {"action": "opened", "issue": ISSUE | payload},
        "created_at": "2026-01-02T00:00:00Z",
    }
    return RawEvent(
        source="gharchive", event="IssuesEvent", delivery_id=delivery_id, body=json.dumps(body)
    )


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> CoreMarts:
    folder = tmp_path_factory.mktemp("odd")
    marts = CoreMarts(folder / "warehouse.duckdb", folder, also=("schema_drift",))
    land_raw_events(
        marts.warehouse,
        [
            delivered("as usual", "issues", opened(1)),
            delivered("title is an object", "issues", opened(2, title={"text": "Dark"})),
            delivered("user is a text", "issues", opened(3, user="kim")),
            delivered("time is none", "issues", opened(4, updated_at="soon")),
            delivered("issue is null", "issues", {"action": "opened", "issue": None}),
            delivered("new event", "concert", {"action": "played"}),
            delivered("new action", "issues", {"action": "sung", "issue": ISSUE}),
            delivered("organisation's", "organization", {"action": "renamed", "repository": None}),
            delivered("sender is gone", "issues", opened(5, user=None) | {"sender": None}),
            delivered("one id", "issues", opened(6)),
            delivered("one id", "push_hooks", {"ref": "refs/heads/main"}, source="gitee"),
            delivered("other hook", "issues", opened(1)),
            delivered(
                "renaming",
                "repository",
                {
                    "action": "renamed",
                    "repository": named("lantern/lamp-two"),
                    "changes": {"repository": {"name": {"from": "lamp"}}},
                },
                day=3,
            ),
            delivered(
                "recreated",
                "repository",
                {"action": "created", "repository": named("lantern/lamp", number=77)},
                day=4,
            ),
            archived("archived as usual", id=20, number=20),
            archived("archived title is a list", id=21, number=21, title=["Dark"]),
            archived("archived user is a number", id=22, number=22, user=2),
            archived("archived time is none", id=23, number=23, closed_at="soon"),
        ],
    )
    marts.build()
    return marts


def test_what_came_otherwise_is_told(marts: CoreMarts) -> None:
    drift = marts.rows(
        """
        select example_delivery_id, kind, field, expected_type, seen_type, delivery_count
        from quality.schema_drift
        where source = 'github'
        order by all
        """
    )

    assert drift == [
        ("issue is null", "changed_type", "issue", "object", "null", 1),
        ("new action", "unknown_action", None, None, None, 1),
        ("new event", "unknown_event", None, None, None, 1),
        ("time is none", "changed_type", "issue.updated_at", "time", "text", 1),
        ("title is an object", "changed_type", "issue.title", "text", "object", 1),
        ("user is a text", "changed_type", "issue.user", "object", "text", 1),
    ]


def test_what_the_archive_tells_otherwise_is_told_too(marts: CoreMarts) -> None:
    drift = marts.rows(
        """
        select example_delivery_id, kind, field, expected_type, seen_type
        from quality.schema_drift
        where source = 'gharchive'
        order by all
        """
    )

    assert drift == [
        ("archived time is none", "changed_type", "payload.issue.closed_at", "time", "text"),
        ("archived title is a list", "changed_type", "payload.issue.title", "text", "list"),
        ("archived user is a number", "changed_type", "payload.issue.user", "object", "number"),
    ]


def test_the_rest_of_an_odd_delivery_is_read(marts: CoreMarts) -> None:
    assert marts.rows(
        "select issue_number, title, author_person_id is not null from core.fct_issues order by all"
    ) == [
        ("1", "Dark", True),
        ("2", None, True),
        ("20", "Dark", True),
        ("21", None, True),
        ("22", "Dark", True),  # who opened it is told beside
        ("23", "Dark", True),
        ("3", "Dark", False),
        ("4", "Dark", True),
        ("5", "Dark", False),
        ("6", "Dark", True),
        ("7", "Dark", True),
    ]


def test_an_act_that_two_hooks_tell_is_one(marts: CoreMarts) -> None:
    assert marts.rows(
        "select count(*) from core.fct_activities where object_id = 'github:1' and kind = 'issue_opened'"
    ) == [(1,)]


def test_one_delivery_id_on_two_platforms_is_two_deliveries(marts: CoreMarts) -> None:
    assert marts.rows(
        """
        select (select count(*) from staging.base_github__events where delivery_id = 'one id'),
            (select count(*) from staging.base_gitee__events where delivery_id = 'one id')
        """
    ) == [(1, 1)]


def test_names_are_history_and_a_recreated_repository_is_another(marts: CoreMarts) -> None:
    assert marts.rows(
        """
        select repository_id, full_name, valid_from::date::varchar, valid_until::date::varchar
        from core.bridge_repository_names
        where repository_id like 'github:%'
        order by all
        """
    ) == [
        ("github:1", "lantern/lamp", "2026-01-02", "2026-01-03"),
        ("github:1", "lantern/lamp-two", "2026-01-03", None),
        ("github:77", "lantern/lamp", "2026-01-04", None),
    ]

"""What names an archived event, in each of the archive's shapes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from osspulse.errors import InvalidEvent
from producers.sources.gharchive import archived_event

MOMENT = datetime(2026, 1, 5, tzinfo=UTC)

EARLY: dict[str, Any] = {
    "type": "PushEvent",
    "created_at": "2012-06-14T15:01:41-07:00",
    "actor": "ann",
    "actor_attributes": {"login": "ann", "email": "0a@example.org"},
    "url": "https://github.com/acme/robot/compare/1a...2b",
    "repository": {"name": "Robot", "owner": "Acme"},
    "payload": {
        "ref": "refs/heads/master",
        "head": "2b",
        "size": 1,
        "shas": [["2b", "0a@example.org", "Fix it", "Ann", True]],
    },
}


def _bytes(event: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps(event | changes).encode()


def test_an_event_with_an_id_is_named_by_id_type_and_time() -> None:
    event = archived_event(
        _bytes(
            {
                "id": "7",
                "type": "PushEvent",
                "created_at": "2025-12-15T00:00:00Z",
                "repo": {"id": 8, "name": "Acme/Robot"},
                "payload": {"head": "2b"},
            }
        )
    )
    assert event.delivery_id == "7:PushEvent:2025-12-15T00:00:00Z"
    assert (event.repository_id, event.repository_name) == ("8", "acme/robot")


def test_an_event_of_2012_is_named_by_its_content() -> None:
    event = archived_event(_bytes(EARLY))
    digest, kind, moment = event.delivery_id.split(":", 2)
    assert len(digest) == 32
    assert (kind, moment) == ("PushEvent", "2012-06-14T15:01:41-07:00")
    assert (event.repository_id, event.repository_name) == (None, "acme/robot")
    assert event.delivery(received_at=MOMENT).key is None


def test_an_event_of_2014_has_the_id_of_its_repository() -> None:
    repository = EARLY["repository"] | {"id": 8}
    assert archived_event(_bytes(EARLY, repository=repository)).repository_id == "8"


def test_what_happened_outside_of_repositories_has_none() -> None:
    event = archived_event(b'{"type":"FollowEvent","created_at":"2012-06-14T15:01:41-07:00"}')
    assert (event.repository_id, event.repository_name) == (None, "")


def test_an_hour_published_again_with_other_addresses_has_the_same_ids() -> None:
    hidden = {"login": "ann", "email": "ff@example.org"}
    shas = [["2b", "ff@example.org", "Fix it", "Ann", True]]
    again = _bytes(EARLY, actor_attributes=hidden, payload=EARLY["payload"] | {"shas": shas})
    assert archived_event(again).delivery_id == archived_event(_bytes(EARLY)).delivery_id


def test_an_hour_published_again_in_another_order_has_the_same_ids() -> None:
    issue = {"action": "opened", "number": 3, "issue": 5}
    first = _bytes(EARLY, type="IssuesEvent", payload=issue)
    again = _bytes(EARLY, type="IssuesEvent", payload=dict(reversed(issue.items())))
    assert first != again
    assert archived_event(first).delivery_id == archived_event(again).delivery_id


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "ForkEvent"},
        {"created_at": "2012-06-14T15:01:42-07:00"},
        {"actor": "bob"},
        {"url": "https://github.com/acme/robot/compare/1a...3c"},
        {"repository": {"name": "Lamp", "owner": "Acme"}},
        {"payload": EARLY["payload"] | {"head": "3c"}},
        {"payload": EARLY["payload"] | {"ref": "refs/heads/next"}},
    ],
)
def test_whatever_differs_otherwise_is_another_event(changes: dict[str, Any]) -> None:
    other = archived_event(_bytes(EARLY, **changes))
    assert other.delivery_id != archived_event(_bytes(EARLY)).delivery_id


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"{}",
        b'{"type":"PushEvent"}',
        b'{"type":"PushEvent","created_at":"2015-01-01T00:00:00Z","id":"1"}',
        b'{"type":"PushEvent","created_at":"2015-01-01T00:00:00Z","id":1,"repo":{"id":1,"name":"a/b"}}',
        b'{"type":"PushEvent","created_at":"2015-01-01T00:00:00Z","id":"1","repo":{"id":"x","name":"a/b"}}',
    ],
)
def test_what_has_the_shape_of_no_era_is_refused(line: bytes) -> None:
    with pytest.raises(InvalidEvent):
        archived_event(line)

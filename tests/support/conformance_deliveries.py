"""One act of a conformance case as the delivery that a forge would send."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import Any

from conformance_cases import Line
from raw_events import RawEvent

from producers.simulator import gitee, github
from producers.simulator.chronicle import Act
from producers.simulator.programme import Repository
from producers.simulator.story import Commit
from producers.sources import git

_CLONE_SENT_AT = datetime(2026, 3, 1, tzinfo=UTC)
_TAKES = timedelta(minutes=10)


def delivery(act: Act) -> RawEvent:
    """The delivery that tells of an act; an account named ghost is shown as nobody."""
    tells = github if act.repository.platform == "github" else gitee
    event = (github.EVENTS if tells is github else gitee.HOOKS)[act.kind]
    body = json.dumps(_without_ghosts(tells.payload(act)), ensure_ascii=False)
    return RawEvent(
        source=act.repository.platform,
        event=event,
        delivery_id=act.delivery_id,
        body=body,
        received_at=act.occurred_at + timedelta(seconds=1),
    )


def _without_ghosts(told: Any) -> Any:
    """Accounts named ghost are gone: the forge shows nobody in their place."""
    if isinstance(told, dict):
        if str(told.get("login", "")).endswith("-ghost"):
            return None
        return {name: _without_ghosts(value) for name, value in told.items()}
    return [_without_ghosts(item) for item in told] if isinstance(told, list) else told


def deployment_deliveries(line: Line, repository: Repository) -> Iterator[RawEvent]:
    """`deploys` and its outcome, told ten minutes later: `deploys success` or `deploys failure`."""
    begun_at = line.at.astimezone(UTC)
    number = int(sha1(f"{repository.full_name}{begun_at}".encode()).hexdigest()[:12], 16)  # noqa: S324
    told = {
        "repository": {"id": repository.number, "full_name": repository.full_name},
        "deployment": {
            "id": number,
            "sha": f"{number:040x}",
            "environment": "production",
            "production_environment": True,
            "created_at": _written(begun_at),
        },
    }
    status = {"state": line.deed[1], "environment": "production"}
    outcome = told | {"deployment_status": status | {"created_at": _written(begun_at + _TAKES)}}
    yield _told("deployment", told | {"action": "created"}, number, begun_at)
    yield _told("deployment_status", outcome | {"action": "created"}, number, begun_at + _TAKES)


def clone_deliveries(commits: Sequence[Commit], repository: Repository) -> Iterator[RawEvent]:
    """The history of a clone, one commit after the other from the first on, sent on 1 March 2026."""
    named = git.Repository(repository.platform, repository.full_name)
    for number, commit in enumerate(commits):
        by = {
            "name": commit.author.person_id,
            "email": commit.author.email,
            "time": commit.authored_at.isoformat(),
        }
        told = {
            "sha": commit.sha,
            "parents": [commits[number - 1].sha] if number else [],
            "author": by,
            "committer": by,
            "message": commit.message,
            "is_shallow": False,
        }
        sent = git.HistoryEvent("commit", commit.sha, told).delivery(
            named, received_at=_CLONE_SENT_AT
        )
        yield RawEvent(
            source=sent.source,
            event=sent.event,
            delivery_id=sent.delivery_id,
            body=sent.body.decode(),
            received_at=sent.received_at,
        )


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _told(event: str, body: dict[str, object], number: int, at: datetime) -> RawEvent:
    return RawEvent(
        source="github",
        event=event,
        delivery_id=f"{event}-{number}",
        body=json.dumps(body),
        received_at=at,
    )

"""One act of a conformance case as the delivery that a forge would send."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import Any

from conformance_cases import Line
from raw_events import RawEvent

from producers.simulator import gitee, github
from producers.simulator.chronicle import Act
from producers.simulator.programme import Repository

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

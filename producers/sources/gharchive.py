"""GH Archive hours of every era: one event's bytes → `Delivery`.

The archive has changed its shape three times. Until 2014 an event has no id, its actor is a name and
its repository lies elsewhere and, in the oldest hours, has no id either. In October 2025 pushes lost
their commits, and ids began again.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import msgspec

from osspulse.deliveries import Delivery
from osspulse.errors import InvalidEvent

SOURCE = "gharchive"


class _Repository(msgspec.Struct, frozen=True):
    id: int
    name: str


class _EarlyRepository(msgspec.Struct, frozen=True):
    name: str
    owner: str | None = None
    id: int | None = None

    def full_name(self) -> str:
        return f"{self.owner or ''}/{self.name}"


class _Event(msgspec.Struct, frozen=True):
    type: str
    created_at: str
    id: str | None = None
    repo: _Repository | None = None
    repository: _EarlyRepository | None = None


class _EarlyPayload(msgspec.Struct, frozen=True):
    ref: str | None = None
    head: str | None = None


class _EarlyEvent(msgspec.Struct, frozen=True):
    """What tells an event from others where it has no id; the rest of it is not looked at."""

    url: str | None = None
    actor: str | None = None
    payload: msgspec.Raw = msgspec.Raw(b"")


@dataclass(frozen=True, slots=True)
class ArchivedEvent:
    """One event of an hour, with what names it; `line` is its bytes as archived.

    `repository_id` is None where the archive does not tell it, `repository_name` is `owner/name` in
    lower case, empty for what happened outside of repositories.
    """

    delivery_id: str
    event: str
    repository_id: str | None
    repository_name: str
    line: bytes

    def delivery(self, *, received_at: datetime) -> Delivery:
        """The event as a delivery, received when it is replayed."""
        return Delivery(
            source=SOURCE,
            event=self.event,
            delivery_id=self.delivery_id,
            received_at=received_at,
            content_type="application/json",
            body=self.line,
            platform="github",
            repository_id=self.repository_id,
        )


_decode = msgspec.json.Decoder(_Event).decode
_decode_early = msgspec.json.Decoder(_EarlyEvent).decode
_decode_early_payload = msgspec.json.Decoder(_EarlyPayload).decode


def archived_event(line: bytes) -> ArchivedEvent:
    """The event of one line; raises InvalidEvent when it has the shape of no era.

    Ids began again in October 2025 and came again, so id, type and time name an event together.
    """
    try:
        event = _decode(line)
        delivery_id = (
            f"{event.id}:{event.type}:{event.created_at}"
            if event.id is not None
            else _id_of_content(event, line)
        )
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise InvalidEvent(str(error)) from None
    repository_id, name = _repository(event)
    return ArchivedEvent(
        delivery_id=delivery_id,
        event=event.type,
        repository_id=repository_id,
        repository_name=name.lower(),
        line=line,
    )


def _repository(event: _Event) -> tuple[str | None, str]:
    if event.repo is not None:
        return str(event.repo.id), event.repo.name
    early = event.repository
    if early is not None:
        return None if early.id is None else str(early.id), early.full_name()
    if event.id is not None:
        raise InvalidEvent("it has an id but no repo")
    return None, ""


def _id_of_content(event: _Event, line: bytes) -> str:
    """An id of what stays when an hour is published again, with other addresses or in another order."""
    early = _decode_early(line)
    if event.type == "PushEvent":
        push = _decode_early_payload(early.payload)
        told = f"{push.ref}@{push.head}".encode()
    else:
        told = _sorted(early.payload)
    name = event.repository.full_name() if event.repository else ""
    parts = (event.type, event.created_at, early.actor or "", name, early.url or "")
    digest = hashlib.sha256("\n".join(parts).encode() + b"\n" + told).hexdigest()
    return f"{digest[:32]}:{event.type}:{event.created_at}"


def _sorted(payload: msgspec.Raw) -> bytes:
    """The payload with its members in one order; as it is where it cannot be read wholly."""
    try:
        return msgspec.json.encode(msgspec.json.decode(payload or b"{}"), order="sorted")
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return bytes(payload)

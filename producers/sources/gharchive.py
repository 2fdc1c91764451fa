"""GH Archive hours, 2015 and later: one line → `Delivery`."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from osspulse.deliveries import Delivery
from osspulse.errors import InvalidEvent

SOURCE = "gharchive"


class _Repository(msgspec.Struct, frozen=True):
    id: int
    name: str


class _Event(msgspec.Struct, frozen=True):
    id: str
    type: str
    created_at: str
    repo: _Repository


@dataclass(frozen=True, slots=True)
class ArchivedEvent:
    """One line of an hour, with what names it; `line` is its bytes as archived."""

    delivery_id: str
    event: str
    repository_id: str
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


_decoder: msgspec.json.Decoder[_Event] = msgspec.json.Decoder(_Event)


def archived_event(line: bytes) -> ArchivedEvent:
    """The event of one line; raises InvalidEvent when it has not the shape that began with 2015.

    Ids restarted in October 2025 and came again, so id, type and time name an event together.
    """
    try:
        event = _decoder.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise InvalidEvent(str(error)) from None
    return ArchivedEvent(
        delivery_id=f"{event.id}:{event.type}:{event.created_at}",
        event=event.type,
        repository_id=str(event.repo.id),
        repository_name=event.repo.name.lower(),
        line=line,
    )

"""The record contract between producers and landing: CloudEvents 1.0, Kafka binding, binary mode.

The record's value is the delivery's body as it was received. Facts about it are record headers.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from osspulse.errors import InvalidEvent
from osspulse.hashing import fed

Headers = list[tuple[str, bytes]]

_TYPE_PREFIX = {"github": "com.github.", "gitee": "com.gitee."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing a source told us, unparsed.

    `source` and `delivery_id` together are unique; `repository_id` (the platform's own number as
    text) is only the hint that chooses the partition and is None where the source does not say.
    """

    source: str
    event: str
    delivery_id: str
    received_at: datetime
    content_type: str
    body: bytes
    platform: str
    repository_id: str | None = None
    secret_id: str | None = None
    body_sha256: str = field(init=False)
    """64 hexadecimal digits."""

    def __post_init__(self) -> None:
        """Hash the body, once."""
        object.__setattr__(self, "body_sha256", fed(hashlib.sha256(), self.body).hexdigest())

    @property
    def key(self) -> bytes | None:
        """`<platform>:<repository id>`: order holds per repository; None spreads freely."""
        return f"{self.platform}:{self.repository_id}".encode() if self.repository_id else None

    def headers(self) -> Headers:
        """The facts about the body as CloudEvents headers."""
        prefix = _TYPE_PREFIX.get(self.source) or f"org.osspulse.{self.source}."
        moment = self.received_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        headers = [
            ("ce_specversion", b"1.0"),
            ("ce_id", self.delivery_id.encode()),
            ("ce_source", self.source.encode()),
            ("ce_type", (prefix + self.event).encode()),
            ("ce_time", moment.encode()),
            ("content-type", self.content_type.encode()),
            ("ce_bodysha256", self.body_sha256.encode()),
        ]
        if self.secret_id is not None:
            headers.append(("ce_secretid", self.secret_id.encode()))
        return headers


@dataclass(frozen=True, slots=True, eq=False)
class Outgoing:
    """One record on its way to a topic; every one is itself, whatever it holds."""

    topic: str
    key: bytes | None
    value: bytes
    headers: Headers


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What landing reads from a record's headers."""

    source: str
    event: str
    delivery_id: str
    received_at: datetime
    content_type: str
    body_sha256: str


def event_of(kind: str) -> str:
    """The source's own word for the event, which ends its CloudEvents type."""
    return kind.rpartition(".")[2]


def read_headers(headers: Sequence[tuple[str, bytes | None]]) -> RecordFacts:
    """The facts of a record; raises InvalidEvent that names the header which is missing or unreadable."""
    texts: dict[str, str] = {}
    for name, value in headers:
        if name not in texts and value is not None:
            texts[name] = _text(name, value)
    try:
        return RecordFacts(
            source=texts["ce_source"],
            event=event_of(texts["ce_type"]),
            delivery_id=texts["ce_id"],
            received_at=datetime.fromisoformat(texts["ce_time"]).astimezone(UTC),
            content_type=texts.get("content-type", ""),
            body_sha256=texts["ce_bodysha256"],
        )
    except KeyError as error:
        raise InvalidEvent(f"header {error.args[0]} is missing") from None
    except (ValueError, OverflowError):
        raise InvalidEvent("header ce_time is not a time") from None


def _text(name: str, value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise InvalidEvent(f"header {name} is not UTF-8") from None

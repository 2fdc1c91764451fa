"""Records → rows: what can be used goes to events, the rest to quarantine with its reason."""

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc

from osspulse.deliveries import RecordFacts, event_of, read_headers
from osspulse.errors import InvalidEvent
from osspulse.hashing import fed
from osspulse.kafka import Record

_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("event", pa.string()),
        ("delivery_id", pa.string()),
        ("received_at", pa.timestamp("us", tz="UTC")),
        ("topic", pa.string()),
        ("partition", pa.int32()),
        ("offset", pa.int64()),
        ("content_type", pa.string()),
        ("body_sha256", pa.string()),
        ("body", pa.large_string()),
    ]
)
_FIRST_TIME = -62_135_596_800_000_000
_LAST_TIME = 253_402_300_799_999_999
"""The years 1 to 9999 in microseconds; what lies outside is no time to Python."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that cannot be used, whole."""

    record: Record
    reason: str
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that one transaction stores.

    `events` has the columns of raw.events but landed_at; `origins` holds the record of each of its
    rows, without the value, which is the row's body.
    """

    events: pa.Table
    origins: list[Record]
    quarantined: tuple[Quarantined, ...]
    byte_count: int

    @classmethod
    def empty(cls) -> Self:
        """No rows."""
        return cls(_SCHEMA.empty_table(), [], (), 0)


class _Places(NamedTuple):
    """Where the headers that landing reads stand among a record's headers."""

    source: int
    event: int
    delivery_id: int
    received_at: int
    sha256: int
    content_type: int | None


_NEEDED = ("ce_source", "ce_type", "ce_id", "ce_time", "ce_bodysha256")


def sort_records(records: Sequence[Record]) -> Batch:
    """Usable records as a table, the others with the reason why not. Raises nothing for any record.

    Whether a body is JSON is still open: `set_unusable_bodies_aside` asks that of all at once.
    """
    columns = _Columns()
    odd = [record for record in records if not columns.take(record)]
    try:
        table = columns.table()
    except (pa.ArrowInvalid, UnicodeDecodeError):
        # Some text is none. Which one, only a look at each of them tells.
        columns, odd = _Columns(), list(records)
        table = columns.table()
    usable, quarantined = _look_at(odd)
    if usable:
        table = pa.concat_tables([table, _table_of(usable)])
    return Batch(
        table,
        columns.origins + [_without_value(record) for record, _ in usable],
        quarantined,
        sum(len(record.value) for record in records if record.value),
    )


@dataclass(slots=True)
class _Columns:
    """The records that look as ours do, their headers taken apart without a look at each."""

    origins: list[Record] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    sources: list[bytes] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    delivery_ids: list[bytes] = field(default_factory=list)
    times: list[bytes] = field(default_factory=list)
    content_types: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    _places: dict[tuple[str, ...], _Places | None] = field(default_factory=dict)
    _events: dict[bytes, str] = field(default_factory=dict)

    def take(self, record: Record) -> bool:
        """Whether the record went in; not so where anything about it needs a closer look."""
        partition, offset, timestamp_ms, value, names, values, problem = record
        if names not in self._places:
            self._places[names] = _places(names)
        places = self._places[names]
        if not value or problem or places is None or None in values:
            return False
        sha256 = values[places.sha256]
        if fed(hashlib.sha256(), value).hexdigest().encode() != sha256:
            return False
        told: tuple[bytes, ...] = values  # type: ignore[assignment]
        kind = told[places.event]
        if kind not in self._events:
            self._events[kind] = event_of(kind.decode(errors="replace"))
        self.events.append(self._events[kind])
        self.sources.append(told[places.source])
        self.delivery_ids.append(told[places.delivery_id])
        self.times.append(told[places.received_at])
        self.hashes.append(sha256)
        content_type = places.content_type
        self.content_types.append(b"" if content_type is None else told[content_type])
        self.bodies.append(value)
        self.origins.append(Record(partition, offset, timestamp_ms, None, names, values))
        return True

    def table(self) -> pa.Table:
        """Raises ArrowInvalid when a text is no UTF-8 or a time no time."""
        for kind in self._events:
            kind.decode()
        times = _texts(self.times).cast(_SCHEMA.field("received_at").type)
        if len(times) and not (
            pc.min(times).value >= _FIRST_TIME and pc.max(times).value <= _LAST_TIME
        ):
            raise pa.ArrowInvalid("a time before the year 1 or after 9999")
        arrays = [
            _texts(self.sources),
            pa.array(self.events, pa.string()),
            _texts(self.delivery_ids),
            times,
            pa.array([record.partition.topic for record in self.origins], pa.string()),
            pa.array([record.partition.number for record in self.origins], pa.int32()),
            pa.array([record.offset for record in self.origins], pa.int64()),
            _texts(self.content_types),
            _texts(self.hashes),
            _bodies(self.bodies),
        ]
        return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def _places(names: tuple[str, ...]) -> _Places | None:
    if any(name not in names for name in _NEEDED):
        return None
    content_type = names.index("content-type") if "content-type" in names else None
    source, event, delivery_id, received_at, sha256 = map(names.index, _NEEDED)
    return _Places(source, event, delivery_id, received_at, sha256, content_type)


def _texts(values: list[bytes]) -> pa.Array:
    return pa.array(values, pa.binary()).cast(pa.string())


def _bodies(bodies: list[bytes]) -> pa.Array:
    """The bodies in one stretch of memory; made piece by piece it would be copied over and over."""
    ends = array("q", accumulate(map(len, bodies), initial=0))
    whole = pa.LargeStringArray.from_buffers(
        len(bodies), pa.py_buffer(ends), pa.py_buffer(b"".join(bodies))
    )
    whole.validate(full=True)
    return whole


def _look_at(
    records: Sequence[Record],
) -> tuple[list[tuple[Record, RecordFacts]], tuple[Quarantined, ...]]:
    usable: list[tuple[Record, RecordFacts]] = []
    quarantined: list[Quarantined] = []
    for record in records:
        facts: RecordFacts | None = None
        try:
            _refuse_problem(record)
            facts = read_headers(record.headers)
            _refuse_body(record.value, sha256=facts.body_sha256)
        except InvalidEvent as error:
            received_at = facts.received_at if facts else None
            quarantined.append(Quarantined(record, str(error), received_at))
        else:
            usable.append((record, facts))
    return usable, tuple(quarantined)


def _refuse_problem(record: Record) -> None:
    if record.problem:
        raise InvalidEvent(record.problem)


def _refuse_body(value: bytes | None, *, sha256: str) -> None:
    if value is None:
        raise InvalidEvent("tombstone")
    if not value:
        raise InvalidEvent("empty_body")
    if fed(hashlib.sha256(), value).hexdigest() != sha256:
        raise InvalidEvent("body_differs_from_its_hash")
    try:
        value.decode()
    except UnicodeDecodeError:
        raise InvalidEvent("invalid_utf8") from None


def _table_of(usable: Sequence[tuple[Record, RecordFacts]]) -> pa.Table:
    rows = [
        {
            "source": facts.source,
            "event": facts.event,
            "delivery_id": facts.delivery_id,
            "received_at": facts.received_at,
            "topic": record.partition.topic,
            "partition": record.partition.number,
            "offset": record.offset,
            "content_type": facts.content_type,
            "body_sha256": facts.body_sha256,
            "body": (record.value or b"").decode(),
        }
        for record, facts in usable
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _without_value(record: Record) -> Record:
    return record._replace(value=None)

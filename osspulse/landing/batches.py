"""Records → rows: what can be used goes to events, the rest to quarantine with its reason."""

import base64
import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import duckdb
import pyarrow as pa

from osspulse.deliveries import RecordFacts, read_headers
from osspulse.errors import InvalidEvent
from osspulse.kafka import Record

_UNUSABLE_BODIES = """
    with bodies as (
        select row_number() over () - 1 as place, body, try(json_type(body)) as body_type
        from batch
    )
    select
        place,
        case
            when not json_valid(body) or body_type is null then 'invalid_json'
            when body_type <> 'OBJECT' then 'not_an_object'
            else 'suspect'
        end as reason
    from bodies
    where body_type is distinct from 'OBJECT'
        or contains(body, 'NaN')
        or contains(body, 'Infinity')
        or regexp_matches(body, '[0-9][eE][+]?[0-9]{3}')
"""
"""DuckDB's JSON reader takes NaN, Infinity and 1e999; bodies that may hold one are read again."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that cannot be used, whole."""

    record: Record
    reason: str
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that one transaction stores; `events` has the columns of raw.events but landed_at."""

    events: pa.Table
    quarantined: tuple[Quarantined, ...]
    byte_count: int

    @classmethod
    def empty(cls) -> Self:
        """No rows."""
        return cls(_SCHEMA.empty_table(), (), 0)


@dataclass(slots=True)
class _Columns:
    records: list[Record] = field(default_factory=list)
    facts: list[RecordFacts] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    def table(self) -> pa.Table:
        columns: dict[str, list[Any]] = {
            "source": [fact.source for fact in self.facts],
            "event": [fact.event for fact in self.facts],
            "delivery_id": [fact.delivery_id for fact in self.facts],
            "received_at": [fact.received_at for fact in self.facts],
            "topic": [record.partition.topic for record in self.records],
            "partition": [record.partition.number for record in self.records],
            "offset": [record.offset for record in self.records],
            "content_type": [fact.content_type for fact in self.facts],
            "body_sha256": [fact.body_sha256 for fact in self.facts],
            "body": self.bodies,
        }
        return pa.table(columns, schema=_SCHEMA)


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


def sort_records(records: Iterable[Record], *, connection: duckdb.DuckDBPyConnection) -> Batch:
    """Usable records as a table, the others with the reason why not. Raises nothing for any record."""
    usable = _Columns()
    quarantined: list[Quarantined] = []
    byte_count = 0
    for record in records:
        byte_count += len(record.value or b"")
        facts: RecordFacts | None = None
        try:
            facts = read_headers(record.headers)
            body = _text(record.value, sha256=facts.body_sha256)
        except InvalidEvent as error:
            received_at = facts.received_at if facts else None
            quarantined.append(Quarantined(record, str(error), received_at))
        else:
            usable.records.append(record)
            usable.facts.append(facts)
            usable.bodies.append(body)
    table = usable.table()
    unusable = _unusable_bodies(table, connection)
    for place, reason in unusable.items():
        received_at = usable.facts[place].received_at
        quarantined.append(Quarantined(usable.records[place], reason, received_at))
    if unusable:
        table = table.filter(pa.array([place not in unusable for place in range(len(table))]))
    return Batch(table, tuple(quarantined), byte_count)


def headers_as_json(record: Record) -> str:
    """The record's headers, in order, as a JSON array of pairs; values that are no text in base64."""
    pairs = [[name, _readable(value)] for name, value in record.headers]
    return json.dumps(pairs, ensure_ascii=False)


def _readable(value: bytes | None) -> str | None:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(value).decode()


def _text(value: bytes | None, *, sha256: str) -> str:
    if value is None:
        raise InvalidEvent("tombstone")
    if not value:
        raise InvalidEvent("empty_body")
    if hashlib.sha256(value).hexdigest() != sha256:
        raise InvalidEvent("body_differs_from_its_hash")
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise InvalidEvent("invalid_utf8") from None


def _unusable_bodies(batch: pa.Table, connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    if not len(batch):
        return {}
    with connection.cursor() as cursor:
        cursor.register("batch", batch)
        found = dict(cursor.execute(_UNUSABLE_BODIES).fetchall())
        cursor.unregister("batch")
    suspects = [place for place, reason in found.items() if reason == "suspect"]
    for place in suspects:
        if not _has_nonfinite_number(batch["body"][place].as_py()):
            del found[place]
        else:
            found[place] = "nonfinite_number"
    return found


def _has_nonfinite_number(body: str) -> bool:
    def finite(text: str) -> float:
        number = float(text)
        if not math.isfinite(number):
            raise OverflowError(text)
        return number

    try:
        json.loads(body, parse_constant=finite, parse_float=finite, parse_int=str)
    except OverflowError:
        return True
    except RecursionError:
        return False
    return False

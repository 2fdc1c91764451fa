"""One transaction: the rows and the position behind them, or nothing."""

import base64
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

import duckdb

from osspulse.errors import LostHistory
from osspulse.kafka import Partition, Record, TopicFacts
from osspulse.landing.batches import Batch, Quarantined
from osspulse.landing.plan import Anchor, Gap, Position

_INSERT_EVENTS = """
    insert into raw.events by name
    select * replace (received_at::timestamptz as received_at), ?::timestamptz as landed_at from batch
"""
_FIRST_POSITION = """
    insert into raw.positions
        (topic, topic_id, partition, next_offset, last_record_offset, last_record_sha256, updated_at)
    values (?, ?, ?, ?, ?, ?, ?)
"""
_ADVANCE = """
    update raw.positions
    set next_offset = ?,
        last_record_offset = coalesce(?, last_record_offset),
        last_record_sha256 = coalesce(?, last_record_sha256),
        updated_at = ?
    where topic = ? and partition = ? and next_offset = ? and topic_id = ?
    returning next_offset
"""


def read_positions(connection: duckdb.DuckDBPyConnection) -> dict[Partition, Position]:
    """How far each partition has landed."""
    rows = connection.execute(
        """
        select topic, partition, topic_id, next_offset, last_record_offset, last_record_sha256
        from raw.positions
        """
    ).fetchall()
    return {
        Partition(topic, number): Position(
            topic_id, next_offset, None if offset is None else Anchor(offset, sha256)
        )
        for topic, number, topic_id, next_offset, offset, sha256 in rows
    }


def next_landing(connection: duckdb.DuckDBPyConnection, now: datetime) -> datetime:
    """`now`, moved forward where the clock went back: landing order is landed_at order."""
    found = connection.execute("select max(updated_at) from raw.positions").fetchall()
    last: datetime | None = found[0][0]
    return now if last is None or now > last else last + timedelta(microseconds=1)


def note_run(
    connection: duckdb.DuckDBPyConnection,
    *,
    started_at: datetime,
    finished_at: datetime,
    landed_count: int,
    quarantined_count: int,
    byte_count: int,
) -> None:
    """One more row of raw.landing_runs."""
    run_id = str(uuid.uuid4())
    connection.execute(
        "insert into raw.landing_runs values (?, ?, ?, ?, ?, ?)",
        [run_id, started_at, finished_at, landed_count, quarantined_count, byte_count],
    )


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of it or nothing."""
    connection.execute("begin transaction")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("rollback")
    except duckdb.Error:
        # A fatal error already ended the transaction; closing the connection does the rest.
        return


def insert_rows(
    connection: duckdb.DuckDBPyConnection, batch: Batch, *, landed_at: datetime
) -> None:
    """Append a batch to raw.events and raw.quarantine."""
    if len(batch.events):
        connection.register("batch", batch.events)
        connection.execute(_INSERT_EVENTS, [landed_at])
        connection.unregister("batch")
    for lost in batch.quarantined:
        connection.execute(
            "insert into raw.quarantine values (?, ?, ?, ?, ?, ?, ?, ?)",
            _quarantine_row(lost, landed_at),
        )


def insert_gap(connection: duckdb.DuckDBPyConnection, gap: Gap, *, noticed_at: datetime) -> None:
    """One more row of raw.gaps."""
    connection.execute(
        "insert into raw.gaps values (?, ?, ?, ?, ?, ?)",
        [*gap.partition, gap.start, gap.end, gap.reason, noticed_at],
    )


class Storage:
    """Writes batches; every batch advances the positions from exactly where they were."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        topics: Mapping[str, TopicFacts],
        expected: Mapping[Partition, int | None],
    ) -> None:
        """`expected` holds the stored position of each partition, None where it has none yet."""
        self.connection = connection
        self._topics = topics
        self._expected = dict(expected)

    def store(
        self,
        batch: Batch,
        *,
        next_offsets: Mapping[Partition, int],
        anchors: Mapping[Partition, Anchor],
        gaps: tuple[Gap, ...],
        now: datetime,
    ) -> None:
        """Store all of it or nothing; raises LostHistory when someone else moved a position."""
        with transaction(self.connection):
            landed_at = next_landing(self.connection, now)
            insert_rows(self.connection, batch, landed_at=landed_at)
            for gap in gaps:
                insert_gap(self.connection, gap, noticed_at=landed_at)
            for part, next_offset in next_offsets.items():
                self._advance(part, next_offset, anchors.get(part), landed_at)
        self._expected.update(next_offsets)

    def _advance(
        self, part: Partition, next_offset: int, anchor: Anchor | None, landed_at: datetime
    ) -> None:
        anchored = (anchor.offset, anchor.sha256) if anchor else (None, None)
        topic_id = self._topics[part.topic].topic_id
        expected = self._expected[part]
        if expected is None:
            self.connection.execute(
                _FIRST_POSITION,
                [part.topic, topic_id, part.number, next_offset, *anchored, landed_at],
            )
            return
        moved = self.connection.execute(
            _ADVANCE, [next_offset, *anchored, landed_at, *part, expected, topic_id]
        ).fetchall()
        if len(moved) != 1:
            raise LostHistory(
                f"partition {part.number} of topic {part.topic} is no longer at offset {expected}: "
                "another landing went on meanwhile, so this one stops and stores nothing"
            )


def _quarantine_row(lost: Quarantined, landed_at: datetime) -> list[object]:
    record = lost.record
    return [
        *record.partition,
        record.offset,
        lost.reason,
        lost.received_at,
        landed_at,
        headers_as_json(record),
        record.value,
    ]


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

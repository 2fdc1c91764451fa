"""One transaction: the rows and the position behind them, or nothing."""

from collections.abc import Mapping
from datetime import datetime

import duckdb

from osspulse.errors import LostHistory
from osspulse.kafka import Partition, TopicFacts
from osspulse.landing.batches import Batch, Quarantined, headers_as_json
from osspulse.landing.plan import Gap, Position

_INSERT_EVENTS = """
    insert into raw.events by name
    select * replace (received_at::timestamptz as received_at), ?::timestamptz as landed_at from batch
"""
_ADVANCE = """
    update raw.positions
    set next_offset = ?, last_record_sha256 = coalesce(?, last_record_sha256), updated_at = ?
    where topic = ? and partition = ? and next_offset = ? and topic_id = ?
    returning next_offset
"""


def read_positions(connection: duckdb.DuckDBPyConnection) -> dict[Partition, Position]:
    """How far each partition has landed."""
    rows = connection.execute(
        "select topic, partition, topic_id, next_offset from raw.positions"
    ).fetchall()
    return {
        Partition(topic, number): Position(topic_id, next_offset)
        for topic, number, topic_id, next_offset in rows
    }


def last_landing(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """When the newest rows landed, as landing itself wrote it."""
    row = connection.execute("select max(updated_at) from raw.positions").fetchone()
    return row[0] if row else None


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
        self._connection = connection
        self._topics = topics
        self._expected = dict(expected)

    def store(
        self,
        batch: Batch,
        *,
        next_offsets: Mapping[Partition, int],
        last_hashes: Mapping[Partition, str],
        gaps: tuple[Gap, ...],
        landed_at: datetime,
    ) -> None:
        """Store all of it or nothing; raises LostHistory when someone else moved a position."""
        self._connection.execute("begin transaction")
        try:
            self._insert(batch, gaps, landed_at)
            for part, next_offset in next_offsets.items():
                self._advance(part, next_offset, last_hashes.get(part), landed_at)
            self._connection.execute("commit")
        except BaseException:
            self._roll_back()
            raise
        self._expected.update(next_offsets)

    def _insert(self, batch: Batch, gaps: tuple[Gap, ...], landed_at: datetime) -> None:
        if len(batch.events):
            self._connection.register("batch", batch.events)
            self._connection.execute(_INSERT_EVENTS, [landed_at])
            self._connection.unregister("batch")
        for lost in batch.quarantined:
            self._connection.execute(
                "insert into raw.quarantine values (?, ?, ?, ?, ?, ?, ?, ?)",
                _quarantine_row(lost, landed_at),
            )
        for gap in gaps:
            self._connection.execute(
                "insert into raw.gaps values (?, ?, ?, ?, ?, ?)",
                [*gap.partition, gap.start, gap.end, gap.reason, landed_at],
            )

    def _advance(
        self, part: Partition, next_offset: int, last_hash: str | None, landed_at: datetime
    ) -> None:
        topic_id = self._topics[part.topic].topic_id
        expected = self._expected[part]
        if expected is None:
            self._connection.execute(
                "insert into raw.positions values (?, ?, ?, ?, ?, ?)",
                [part.topic, topic_id, part.number, next_offset, last_hash, landed_at],
            )
            return
        moved = self._connection.execute(
            _ADVANCE, [next_offset, last_hash, landed_at, *part, expected, topic_id]
        ).fetchall()
        if len(moved) != 1:
            raise LostHistory(
                f"partition {part.number} of topic {part.topic} is no longer at offset {expected}: "
                "another landing went on meanwhile, so this one stops and stores nothing"
            )

    def _roll_back(self) -> None:
        try:
            self._connection.execute("rollback")
        except duckdb.Error:
            # A fatal error already ended the transaction; closing the connection does the rest.
            return


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

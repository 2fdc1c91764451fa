"""One landing run: from where the last one stopped to the end of the log."""

import hashlib
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from osspulse.errors import Unavailable
from osspulse.kafka import Cluster, Consumer, Partition, Record, TopicFacts, partitions_of
from osspulse.landing.batches import sort_records
from osspulse.landing.plan import Plan, plan_landing
from osspulse.landing.storing import Storage, last_landing, read_positions
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

logger = logging.getLogger(__name__)

BATCH_BYTES = 64 * 1024 * 1024
"""A transaction holds about this much: large enough for speed, small enough for memory."""

BATCH_RECORDS = 20_000
_POLL_MS = 500
_STALLED_POLLS = 60

Clock = Callable[[], datetime]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Landed:
    """What one run stored. `positions` are the next offsets of every partition."""

    new: int
    quarantined: int
    gaps: int
    byte_count: int
    positions: dict[Partition, int]

    def as_facts(self) -> dict[str, int]:
        """Counts for a log line or an asset event."""
        return {
            "new": self.new,
            "quarantined": self.quarantined,
            "gaps": self.gaps,
            "bytes": self.byte_count,
        }


def land_new_events(
    settings: Settings,
    *,
    clock: Clock = lambda: datetime.now(UTC),
    on_progress: Progress = lambda _done, _total: None,
) -> Landed:
    """Store every record that the log held when this began and that is not stored yet.

    Runs again after any crash without losing or repeating a record: rows and positions share a
    transaction. `on_progress` hears how many records of how many have been stored. Raises
    Unavailable when Kafka, the disk or the warehouse's lock is away, LostHistory when the log is
    not the one that was landed before.
    """
    started_at = clock()
    with Cluster(settings) as cluster, open_warehouse(settings.warehouse_file) as connection:
        topics = cluster.topics(settings.event_topics)
        plan = _plan(cluster, topics, connection)
        landed = _drain(
            settings, plan, topics=topics, connection=connection, clock=clock, report=on_progress
        )
        connection.execute(
            "insert into raw.landing_runs values (?, ?, ?, ?, ?, ?)",
            [
                str(uuid.uuid4()),
                started_at,
                clock(),
                landed.new,
                landed.quarantined,
                landed.byte_count,
            ],
        )
        cluster.commit_landed_offsets(landed.positions)
    logger.info("events landed", extra=landed.as_facts())
    return landed


def _plan(
    cluster: Cluster, topics: Mapping[str, TopicFacts], connection: duckdb.DuckDBPyConnection
) -> Plan:
    partitions = partitions_of(topics)
    return plan_landing(
        topics=topics,
        log_starts=cluster.start_offsets(partitions),
        log_ends=cluster.end_offsets(partitions),
        positions=read_positions(connection),
    )


def _drain(
    settings: Settings,
    plan: Plan,
    *,
    topics: Mapping[str, TopicFacts],
    connection: duckdb.DuckDBPyConnection,
    clock: Clock,
    report: Progress,
) -> Landed:
    if plan.is_empty:
        return Landed(0, 0, 0, 0, plan.starts)
    storage = Storage(connection, topics=topics, expected=plan.expected)
    gaps = plan.gaps
    positions = dict(plan.starts)
    landed_at = last_landing(connection)
    total = sum(end - plan.starts[part] for part, end in plan.ends.items())
    new = quarantined = byte_count = 0
    for records, next_offsets in _batches(settings, plan):
        batch = sort_records(records, connection=connection)
        landed_at = _later(clock(), than=landed_at)
        storage.store(
            batch,
            next_offsets=next_offsets,
            last_hashes=_last_hashes(records),
            gaps=gaps,
            landed_at=landed_at,
        )
        gaps = ()
        positions.update(next_offsets)
        new += len(batch.events)
        quarantined += len(batch.quarantined)
        byte_count += batch.byte_count
        report(new + quarantined, total)
    return Landed(new, quarantined, len(plan.gaps), byte_count, positions)


def _batches(settings: Settings, plan: Plan) -> Iterator[tuple[list[Record], dict[Partition, int]]]:
    """Records for one transaction each, with every partition's position behind them."""
    open_parts = {part for part, end in plan.ends.items() if plan.starts[part] < end}
    idle_positions = {part: plan.starts[part] for part in plan.ends if part not in open_parts}
    if not open_parts:
        yield [], idle_positions
        return
    consumer = Consumer(settings, {part: plan.starts[part] for part in open_parts})
    try:
        while open_parts:
            records = _gather(consumer, open_parts, plan.ends)
            next_offsets = {
                part: consumer.position(part) for part in plan.ends if part not in idle_positions
            }
            yield records, idle_positions | next_offsets
    finally:
        consumer.close()


def _gather(
    consumer: Consumer, open_parts: set[Partition], ends: Mapping[Partition, int]
) -> list[Record]:
    """Poll until a batch is full or every partition is at its end; `open_parts` loses the latter."""
    gathered: list[Record] = []
    size = empty_polls = 0
    while open_parts and size < BATCH_BYTES and len(gathered) < BATCH_RECORDS:
        polled = consumer.poll(timeout_ms=_POLL_MS)
        gathered += polled
        size += sum(len(record.value or b"") for record in polled)
        for part in tuple(open_parts):
            if consumer.position(part) >= ends[part]:
                consumer.stop(part)
                open_parts.discard(part)
        empty_polls = 0 if polled else empty_polls + 1
        if empty_polls > _STALLED_POLLS:
            waiting = ", ".join(f"{part.topic}/{part.number}" for part in sorted(open_parts))
            raise Unavailable(
                f"Kafka has sent nothing for {_STALLED_POLLS * _POLL_MS // 1000} s although "
                f"{waiting} holds more; what came before is stored, run it again"
            )
    return gathered


def _last_hashes(records: list[Record]) -> dict[Partition, str]:
    last = {record.partition: record.value or b"" for record in records}
    return {part: hashlib.sha256(value).hexdigest() for part, value in last.items()}


def _later(now: datetime, *, than: datetime | None) -> datetime:
    """`now`, moved forward where the clock went back: landing order is landed_at order."""
    return now if than is None or now > than else than + timedelta(microseconds=1)

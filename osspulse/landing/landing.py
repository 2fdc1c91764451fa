"""One landing run: from where the last one stopped to the end of the log."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from osspulse.kafka import Cluster, Partition, TopicFacts, partitions_of
from osspulse.landing.anchors import last_anchors, refuse_changed_logs
from osspulse.landing.announcing import DeadLetters
from osspulse.landing.batches import Batch, sort_records
from osspulse.landing.bodies import set_unusable_bodies_aside
from osspulse.landing.plan import Anchor, Gap, Plan, plan_landing
from osspulse.landing.reading import BATCH_BYTES, Portion, made_ahead, read_log
from osspulse.landing.storing import Storage, note_run, read_positions
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

logger = logging.getLogger(__name__)

DATABASE_MEMORY = "256MB"
"""What DuckDB may take; else it keeps what it wrote until most of the machine's memory is full."""

Clock = Callable[[], datetime]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A portion of the log, ready to be stored but for the look at its bodies."""

    batch: Batch
    anchors: dict[Partition, Anchor]
    gaps: tuple[Gap, ...]
    next_offsets: dict[Partition, int]


@dataclass(frozen=True, slots=True)
class Landed:
    """What one run stored. `positions` are the next offsets of every partition."""

    new: int
    quarantined: int
    gaps: int
    byte_count: int
    positions: dict[Partition, int]

    def and_also(self, batch: Batch, portion: _Sorted) -> "Landed":
        """This run with one more portion stored."""
        return Landed(
            new=self.new + len(batch.events),
            quarantined=self.quarantined + len(batch.quarantined),
            gaps=self.gaps + len(portion.gaps),
            byte_count=self.byte_count + batch.byte_count,
            positions=self.positions | portion.next_offsets,
        )

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
        connection.execute("set memory_limit = $limit", {"limit": DATABASE_MEMORY})
        topics = cluster.topics(settings.event_topics)
        plan = _plan(settings, cluster, topics, connection)
        storage = Storage(connection, topics=topics, expected=plan.expected)
        with DeadLetters(settings) as dead_letters:
            landed = _drain(
                settings,
                plan,
                storage=storage,
                dead_letters=dead_letters,
                clock=clock,
                report=on_progress,
            )
        note_run(
            connection,
            started_at=started_at,
            finished_at=clock(),
            landed_count=landed.new,
            quarantined_count=landed.quarantined,
            byte_count=landed.byte_count,
        )
        cluster.commit_landed_offsets(landed.positions)
    logger.info("events landed", extra=landed.as_facts())
    return landed


def _plan(
    settings: Settings,
    cluster: Cluster,
    topics: Mapping[str, TopicFacts],
    connection: duckdb.DuckDBPyConnection,
) -> Plan:
    partitions = partitions_of(topics)
    positions = read_positions(connection)
    plan = plan_landing(
        topics=topics,
        log_starts=cluster.start_offsets(partitions),
        log_ends=cluster.end_offsets(partitions),
        positions=positions,
    )
    behind = [part for part, end in plan.ends.items() if plan.starts[part] < end]
    refuse_changed_logs(
        settings,
        {part: positions[part] for part in behind if part in positions},
        log_starts=plan.log_starts,
    )
    return plan


def _drain(
    settings: Settings,
    plan: Plan,
    *,
    storage: Storage,
    dead_letters: DeadLetters,
    clock: Clock,
    report: Progress,
) -> Landed:
    if plan.has_notes:
        storage.store(
            Batch.empty(), next_offsets=plan.starts, anchors={}, gaps=plan.gaps, now=clock()
        )
    landed = Landed(0, 0, len(plan.gaps), 0, dict(plan.starts))
    total = sum(end - plan.starts[part] for part, end in plan.ends.items())
    for batch_bytes in (BATCH_BYTES, BATCH_BYTES // 8, BATCH_BYTES // 64):
        portions = read_log(
            settings, starts=landed.positions, ends=plan.ends, batch_bytes=batch_bytes
        )
        try:
            for portion in made_ahead(portions, _sort):
                batch = _store(portion, storage=storage, dead_letters=dead_letters, now=clock())
                landed = landed.and_also(batch, portion)
                report(landed.new + landed.quarantined, total)
        except duckdb.OutOfMemoryException as error:
            logger.warning("memory is short, landing goes on in smaller portions")
            short = error
        else:
            return landed
    raise short


def _store(
    portion: _Sorted, *, storage: Storage, dead_letters: DeadLetters, now: datetime
) -> Batch:
    batch = set_unusable_bodies_aside(portion.batch, connection=storage.connection)
    dead_letters.tell(batch.quarantined)
    storage.store(
        batch,
        next_offsets=portion.next_offsets,
        anchors=portion.anchors,
        gaps=portion.gaps,
        now=now,
    )
    return batch


def _sort(portion: Portion) -> _Sorted:
    return _Sorted(
        sort_records(portion.records),
        last_anchors(portion.records),
        tuple(Gap(hole.partition, hole.start, hole.end, "hole") for hole in portion.holes),
        portion.next_offsets,
    )

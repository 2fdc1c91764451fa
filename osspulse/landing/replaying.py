"""Landing a range of the log again: what is missing is stored, what is stored stays as it is."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from osspulse.errors import WrongUsage
from osspulse.kafka import Cluster, Partition, Record
from osspulse.landing.anchors import refuse_changed_logs
from osspulse.landing.batches import sort_records
from osspulse.landing.bodies import set_unusable_bodies_aside
from osspulse.landing.plan import Position, refuse_another_log
from osspulse.landing.reading import read_log
from osspulse.landing.rebasing import REBASED
from osspulse.landing.storing import (
    insert_rows,
    next_landing,
    note_run,
    read_positions,
    transaction,
)
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_STORED = """
    with last_rebase as (
        select coalesce(max(noticed_at), '-infinity'::timestamptz) as noticed_at
        from raw.gaps
        where topic = $topic and partition = $partition and reason = $rebased
    ),
    stored as (
        select topic, partition, "offset", landed_at from raw.events
        union all
        select topic, partition, "offset", landed_at from raw.quarantine
    )
    select "offset"
    from stored
    where topic = $topic and partition = $partition
        and "offset" between $first and $last
        and landed_at > (select noticed_at from last_rebase)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What landing a range again came to, in records; `unavailable` counts offsets the log dropped."""

    new: int
    quarantined: int
    already_stored: int
    unavailable: int
    byte_count: int

    def as_facts(self) -> dict[str, int]:
        """Counts for a log line or a task's result."""
        return {
            "new": self.new,
            "quarantined": self.quarantined,
            "already_stored": self.already_stored,
            "unavailable": self.unavailable,
            "bytes": self.byte_count,
        }


def land_range(
    settings: Settings,
    topic: str,
    partition: int,
    from_offset: int,
    to_offset: int,
    *,
    clock: Clock = lambda: datetime.now(UTC),
) -> Replayed:
    """Land the offsets from `from_offset` up to but without `to_offset` again.

    Records that are stored stay as they are, missing ones are added, positions do not move: what
    lies beyond the partition's position is left to landing. Raises WrongUsage when the topic,
    the partition or the range does not exist, LostHistory when the log is not the landed one.
    """
    if not 0 <= from_offset <= to_offset:
        raise WrongUsage(
            f"offsets {from_offset} to {to_offset} are no range; give the first one and the one "
            "after the last"
        )
    part = Partition(topic, partition)
    return _land_again(settings, topic, lambda _cluster: {part: (from_offset, to_offset)}, clock)


def land_times(
    settings: Settings,
    topic: str,
    *,
    since: datetime,
    until: datetime,
    clock: Clock = lambda: datetime.now(UTC),
) -> Replayed:
    """Land again what came into the topic from `since` up to but without `until`, as `land_range`."""
    if not since <= until:
        raise WrongUsage(f"{since:%Y-%m-%d %H:%M} is after {until:%Y-%m-%d %H:%M}")

    def ranges(cluster: Cluster) -> dict[Partition, tuple[int, int]]:
        partitions = cluster.partitions([topic])
        first = cluster.offsets_at(partitions, since)
        last = cluster.offsets_at(partitions, until)
        return {part: (first[part], last[part]) for part in partitions}

    return _land_again(settings, topic, ranges, clock)


def _land_again(
    settings: Settings,
    topic: str,
    ranges: Callable[[Cluster], Mapping[Partition, tuple[int, int]]],
    clock: Clock,
) -> Replayed:
    started_at = clock()
    with Cluster(settings) as cluster, open_warehouse(settings.warehouse_file) as connection:
        facts = cluster.topics([topic])[topic]
        wanted = ranges(cluster)
        positions = read_positions(connection)
        for part in wanted:
            if part not in positions:
                raise WrongUsage(
                    f"partition {part.number} of topic {part.topic} has never been landed; "
                    "`osspulse land` lands it from its beginning"
                )
        log_starts = cluster.start_offsets(list(wanted))
        for part, log_end in cluster.end_offsets(list(wanted)).items():
            refuse_another_log(part, positions[part], facts, log_end=log_end)
        refuse_changed_logs(
            settings, {part: positions[part] for part in wanted}, log_starts=log_starts
        )
        starts, ends, unavailable = _bounds(wanted, positions, log_starts)
        replayed = _replay(settings, connection, starts, ends, unavailable, clock)
        note_run(
            connection,
            started_at=started_at,
            finished_at=clock(),
            landed_count=replayed.new,
            quarantined_count=replayed.quarantined,
            byte_count=replayed.byte_count,
        )
    logger.info("events landed again", extra={"topic": topic, **replayed.as_facts()})
    return replayed


def _bounds(
    wanted: Mapping[Partition, tuple[int, int]],
    positions: Mapping[Partition, Position],
    log_starts: Mapping[Partition, int],
) -> tuple[dict[Partition, int], dict[Partition, int], int]:
    ends = {part: min(last, positions[part].next_offset) for part, (_, last) in wanted.items()}
    starts = {part: max(first, log_starts[part]) for part, (first, _) in wanted.items()}
    unavailable = sum(
        max(0, min(starts[part], ends[part]) - first) for part, (first, _) in wanted.items()
    )
    return starts, ends, unavailable


def _replay(  # noqa: PLR0917
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    starts: Mapping[Partition, int],
    ends: Mapping[Partition, int],
    unavailable: int,
    clock: Clock,
) -> Replayed:
    new = quarantined = already_stored = byte_count = 0
    for portion in read_log(settings, starts=starts, ends=ends):
        asked = [record for record in portion.records if record.offset < ends[record.partition]]
        stored = set(_stored(connection, asked))
        missing = [record for record in asked if (record.partition, record.offset) not in stored]
        batch = set_unusable_bodies_aside(sort_records(missing), connection=connection)
        with transaction(connection):
            landed_at = next_landing(connection, clock())
            insert_rows(connection, batch, landed_at=landed_at)
            # Landing goes on with later times than these.
            connection.execute("update raw.positions set updated_at = ?", [landed_at])
        already_stored += len(asked) - len(missing)
        new += len(batch.events)
        quarantined += len(batch.quarantined)
        byte_count += batch.byte_count
    return Replayed(
        new=new,
        quarantined=quarantined,
        already_stored=already_stored,
        unavailable=unavailable,
        byte_count=byte_count,
    )


def _stored(
    connection: duckdb.DuckDBPyConnection, records: list[Record]
) -> Iterator[tuple[Partition, int]]:
    for part in {record.partition for record in records}:
        offsets = [record.offset for record in records if record.partition == part]
        found = connection.execute(
            _STORED,
            {
                "topic": part.topic,
                "partition": part.number,
                "first": min(offsets),
                "last": max(offsets),
                "rebased": REBASED,
            },
        ).fetchall()
        yield from ((part, offset) for (offset,) in found)

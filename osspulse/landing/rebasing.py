"""Going on with another log under an old name: an operator's decision, never landing's."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from osspulse.errors import LostHistory, WrongUsage
from osspulse.kafka import Cluster, Partition, TopicFacts
from osspulse.landing.anchors import refuse_changed_logs
from osspulse.landing.plan import Gap, Position, refuse_another_log
from osspulse.landing.storing import insert_gap, next_landing, read_positions, transaction
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

logger = logging.getLogger(__name__)

REBASED = "rebased"
"""The reason of the gap that a rebase leaves: how much the old log still held, nobody knows."""

_START_AGAIN = """
    update raw.positions
    set topic_id = ?, next_offset = ?, last_record_offset = null, last_record_sha256 = null,
        updated_at = ?
    where topic = ? and partition = ? and next_offset = ? and topic_id = ?
    returning next_offset
"""


@dataclass(frozen=True, slots=True)
class Rebased:
    """Where each partition is read next, and the id of the topic that is there now."""

    topic_id: str
    starts: dict[Partition, int]

    def as_facts(self) -> dict[str, int | str]:
        """Counts and ids for a log line or a task's result."""
        return {"topic_id": self.topic_id, "partitions": len(self.starts)}


def rebase(
    settings: Settings, topic: str, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Rebased:
    """Take the log that is there now for the topic's: it is landed from its beginning.

    Every partition that had a position gets a row in raw.gaps, empty at the old position, with
    reason `rebased`; rows of the old log stay, and rows with a later landed_at are of the new one.
    Partitions the topic no longer has lose their position. Raises WrongUsage when the log still is
    the one that was landed, or when nothing of the topic ever was.
    """
    with Cluster(settings) as cluster, open_warehouse(settings.warehouse_file) as connection:
        facts = cluster.topics([topic])[topic]
        positions = {
            part: position
            for part, position in read_positions(connection).items()
            if part.topic == topic
        }
        partitions = [part for part in positions if part.number in facts.partitions]
        log_starts = cluster.start_offsets(partitions)
        log_ends = cluster.end_offsets(partitions)
        _refuse_the_same_log(
            settings, facts, positions, log_starts=log_starts, log_ends=log_ends, topic=topic
        )
        _start_again(connection, facts, positions, log_starts=log_starts, now=clock())
    rebased = Rebased(facts.topic_id, log_starts)
    logger.info("topic rebased", extra={"topic": topic, **rebased.as_facts()})
    return rebased


def _refuse_the_same_log(
    settings: Settings,
    facts: TopicFacts,
    positions: Mapping[Partition, Position],
    *,
    log_starts: Mapping[Partition, int],
    log_ends: Mapping[Partition, int],
    topic: str,
) -> None:
    if not positions:
        raise WrongUsage(f"topic {topic} has never been landed: there is nothing to rebase")
    try:
        for part, log_end in log_ends.items():
            refuse_another_log(part, positions[part], facts, log_end=log_end)
        refuse_changed_logs(
            settings, {part: positions[part] for part in log_ends}, log_starts=log_starts
        )
    except LostHistory:
        return
    if len(log_ends) == len(positions):
        raise WrongUsage(
            f"topic {topic} still is the log that was landed; `osspulse land` goes on with it"
        )


def _start_again(
    connection: duckdb.DuckDBPyConnection,
    facts: TopicFacts,
    positions: Mapping[Partition, Position],
    *,
    log_starts: Mapping[Partition, int],
    now: datetime,
) -> None:
    with transaction(connection):
        noticed_at = next_landing(connection, now)
        for part, position in positions.items():
            old = position.next_offset
            insert_gap(connection, Gap(part, old, old, REBASED), noticed_at=noticed_at)
            if part not in log_starts:
                connection.execute(
                    "delete from raw.positions where topic = ? and partition = ?", [*part]
                )
                continue
            moved = connection.execute(
                _START_AGAIN,
                [facts.topic_id, log_starts[part], noticed_at, *part, old, position.topic_id],
            ).fetchall()
            if len(moved) != 1:
                raise LostHistory(f"partition {part.number} of topic {part.topic} moved meanwhile")

"""Where landing starts in each partition, and what the log no longer holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from osspulse.errors import LostHistory
from osspulse.kafka import Partition, TopicFacts

ADVICE = "see docs/operations.md, topic recreated or truncated, and `osspulse rebase`"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last record that landed of a partition: where it lay and the hash of all it held."""

    offset: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Position:
    """How far a partition has landed, and in which incarnation of its topic."""

    topic_id: str
    next_offset: int
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Offsets from `start` up to but without `end` that will never land."""

    partition: Partition
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Read each partition from `starts` to `ends`; `expected` is what is stored as its position."""

    log_starts: dict[Partition, int]
    starts: dict[Partition, int]
    ends: dict[Partition, int]
    expected: dict[Partition, int | None]
    gaps: tuple[Gap, ...]

    @property
    def has_notes(self) -> bool:
        """Whether a gap or a partition seen for the first time has to be noted."""
        return bool(self.gaps) or None in self.expected.values()

    @property
    def has_records(self) -> bool:
        """Whether the log holds anything that has not landed."""
        return any(self.starts[part] < end for part, end in self.ends.items())


def plan_landing(
    *,
    topics: Mapping[str, TopicFacts],
    log_starts: Mapping[Partition, int],
    log_ends: Mapping[Partition, int],
    positions: Mapping[Partition, Position],
) -> Plan:
    """What to read so that landing continues where it was.

    Raises LostHistory when a stored position cannot belong to the log that is there now.
    """
    starts: dict[Partition, int] = {}
    gaps: list[Gap] = []
    for part, log_end in log_ends.items():
        position = positions.get(part)
        wanted = position.next_offset if position else 0
        if position:
            refuse_another_log(part, position, topics[part.topic], log_end=log_end)
        if wanted < log_starts[part]:
            gaps.append(Gap(part, wanted, log_starts[part], "retention"))
        starts[part] = max(wanted, log_starts[part])
    return Plan(
        log_starts=dict(log_starts),
        starts=starts,
        ends=dict(log_ends),
        expected={
            part: positions[part].next_offset if part in positions else None for part in log_ends
        },
        gaps=tuple(gaps),
    )


def refuse_another_log(
    part: Partition, position: Position, facts: TopicFacts, *, log_end: int
) -> None:
    """Raise LostHistory when the position was reached in a log that is no longer there."""
    if position.topic_id != facts.topic_id:
        raise LostHistory(
            f"topic {part.topic} was deleted and created again: its id was {position.topic_id}, "
            f"it is {facts.topic_id}; {ADVICE}"
        )
    if position.next_offset > log_end:
        raise LostHistory(
            f"partition {part.number} of topic {part.topic} ends at offset {log_end}, but "
            f"{position.next_offset} was stored as landed: the log was truncated; {ADVICE}"
        )

"""Where landing starts, and when it refuses to."""

import pytest

from osspulse.errors import LostHistory
from osspulse.kafka import Partition, TopicFacts
from osspulse.landing.plan import Gap, Plan, Position, plan_landing

PART = Partition("events", 0)
TOPICS = {"events": TopicFacts("topic-a", (0,))}


def planned(*, start: int, end: int, position: Position | None) -> Plan:
    return plan_landing(
        topics=TOPICS,
        log_starts={PART: start},
        log_ends={PART: end},
        positions={} if position is None else {PART: position},
    )


def test_a_partition_never_seen_is_read_from_its_beginning() -> None:
    plan = planned(start=0, end=7, position=None)

    assert plan == Plan({PART: 0}, {PART: 0}, {PART: 7}, {PART: None}, ())


def test_landing_goes_on_where_it_stopped() -> None:
    plan = planned(start=0, end=7, position=Position("topic-a", 5))

    assert plan == Plan({PART: 0}, {PART: 5}, {PART: 7}, {PART: 5}, ())
    assert (plan.has_notes, plan.has_records) == (False, True)


def test_nothing_new_is_a_plan_without_anything_to_do() -> None:
    plan = planned(start=0, end=7, position=Position("topic-a", 7))

    assert (plan.has_notes, plan.has_records) == (False, False)


def test_a_new_empty_partition_is_noted_because_its_position_is_not_stored() -> None:
    plan = planned(start=0, end=0, position=None)

    assert (plan.has_notes, plan.has_records) == (True, False)


@pytest.mark.parametrize(
    ("position", "gap"),
    [
        (Position("topic-a", 2), Gap(PART, 2, 4, "retention")),
        (None, Gap(PART, 0, 4, "retention")),
    ],
)
def test_history_that_the_log_dropped_is_a_gap(position: Position | None, gap: Gap) -> None:
    plan = planned(start=4, end=7, position=position)

    assert plan.gaps == (gap,)
    assert plan.starts == {PART: 4}


def test_a_recreated_topic_is_refused() -> None:
    with pytest.raises(LostHistory, match="was deleted and created again"):
        planned(start=0, end=70, position=Position("topic-of-before", 5))


def test_a_truncated_log_is_refused() -> None:
    with pytest.raises(LostHistory, match="the log was truncated"):
        planned(start=0, end=4, position=Position("topic-a", 5))

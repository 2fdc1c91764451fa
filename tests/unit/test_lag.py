from osspulse.kafka import Partition
from osspulse.lag import LagWatch, Patience, unlanded

_ONE = Partition("events", 0)
_TWO = Partition("events", 1)
_PATIENCE = Patience(max_count=10, settle_seconds=1, refire_seconds=300)


def _watch() -> LagWatch:
    return LagWatch(_PATIENCE)


def test_what_waits_is_counted_over_all_partitions() -> None:
    assert unlanded(ends={_ONE: 7, _TWO: 5}, landed={_ONE: 4}) == 8


def test_a_log_that_ends_before_what_was_landed_hides_nothing_that_waits() -> None:
    assert unlanded(ends={_ONE: 2, _TWO: 5}, landed={_ONE: 9, _TWO: 4}) == 1


def test_an_idle_log_asks_for_nothing() -> None:
    watch = _watch()

    assert not any(
        watch.should_fire(now=now, ends={_ONE: 4}, landed={_ONE: 4}) for now in range(1000)
    )


def test_the_first_record_settles_before_landing_is_asked_for() -> None:
    watch = _watch()

    assert [watch.should_fire(now=now, ends={_ONE: 1}, landed={}) for now in (10, 10.5, 11)] == [
        False,
        False,
        True,
    ]


def test_many_records_do_not_wait_to_settle() -> None:
    assert _watch().should_fire(now=10, ends={_ONE: 10}, landed={})


def test_what_was_asked_for_is_not_asked_for_again_while_landing_works() -> None:
    watch = _watch()
    watch.should_fire(now=10, ends={_ONE: 10}, landed={})

    assert not any(
        watch.should_fire(now=now, ends={_ONE: now}, landed={}) for now in range(11, 310)
    )


def test_landing_that_never_moves_is_asked_for_again_in_the_end() -> None:
    watch = _watch()
    watch.should_fire(now=10, ends={_ONE: 10}, landed={})

    assert watch.should_fire(now=310, ends={_ONE: 10}, landed={})


def test_records_that_came_during_a_landing_are_asked_for_after_it() -> None:
    watch = _watch()
    watch.should_fire(now=10, ends={_ONE: 10}, landed={})

    assert [watch.should_fire(now=now, ends={_ONE: 12}, landed={_ONE: 10}) for now in (20, 21)] == [
        False,
        True,
    ]


def test_a_log_that_is_landed_and_then_grows_settles_anew() -> None:
    watch = _watch()
    for now in (10, 11):
        watch.should_fire(now=now, ends={_ONE: 1}, landed={})
    watch.should_fire(now=12, ends={_ONE: 1}, landed={_ONE: 1})

    assert [watch.should_fire(now=now, ends={_ONE: 2}, landed={_ONE: 1}) for now in (50, 51)] == [
        False,
        True,
    ]

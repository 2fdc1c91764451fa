"""Landing a range of the log again: what is missing comes back, nothing comes twice."""

from datetime import UTC, datetime, timedelta

import pytest
from landing_ledger import CLEAN, audit, send
from log_surgery import drop_records
from whole_thread import rows

from osspulse.errors import WrongUsage
from osspulse.kafka import Partition
from osspulse.landing import Replayed, land_new_events, land_range, land_times, rebase
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

POSITIONS = (
    "select topic, partition, next_offset, last_record_sha256 from raw.positions order by all"
)


def forget(settings: Settings, condition: str) -> None:
    """Delete what has landed of the topic, where the condition holds."""
    with open_warehouse(settings.warehouse_file) as connection:
        for table in ("raw.events", "raw.quarantine"):
            connection.execute(
                f"delete from {table} where topic = ? and {condition}",  # noqa: S608 - no data in it
                [settings.kafka_topic_github],
            )


def test_p21_l10_a_range_that_is_stored_stays_as_it_is(kafka_settings: Settings) -> None:
    sent = send(kafka_settings, range(100), poison_every=9)
    land_new_events(kafka_settings)
    before = rows(kafka_settings.warehouse_file, "from raw.events order by all")

    for _ in range(2):
        again = land_range(kafka_settings, kafka_settings.kafka_topic_github, 1, 0, 10_000)
        assert (again.new, again.quarantined, again.unavailable) == (0, 0, 0)
        assert again.already_stored > 20

    assert rows(kafka_settings.warehouse_file, "from raw.events order by all") == before
    assert audit(kafka_settings, sent) == CLEAN


def test_p21_l10_what_is_missing_of_a_range_comes_back_and_positions_stay(
    kafka_settings: Settings,
) -> None:
    topic = kafka_settings.kafka_topic_github
    sent = send(kafka_settings, range(200), poison_every=9)
    land_new_events(kafka_settings)
    positions = rows(kafka_settings.warehouse_file, POSITIONS)
    forget(kafka_settings, 'partition = 1 and "offset" between 10 and 29')
    assert audit(kafka_settings, sent)["lost"] == 20

    again = land_range(kafka_settings, topic, 1, 5, 40)

    assert (again.new + again.quarantined, again.already_stored) == (20, 15)
    assert rows(kafka_settings.warehouse_file, POSITIONS) == positions
    assert audit(kafka_settings, sent) == CLEAN
    sent |= send(kafka_settings, range(200, 250))
    assert land_new_events(kafka_settings).new == 50
    assert audit(kafka_settings, sent) == CLEAN


def test_what_came_back_is_newer_than_all_that_landed_before(kafka_settings: Settings) -> None:
    send(kafka_settings, range(40))
    land_new_events(kafka_settings, clock=lambda: datetime(2026, 6, 2, tzinfo=UTC))
    forget(kafka_settings, 'partition = 1 and "offset" < 5')

    land_range(
        kafka_settings,
        kafka_settings.kafka_topic_github,
        1,
        0,
        5,
        clock=lambda: datetime(2026, 6, 1, tzinfo=UTC),
    )

    newest = 'select partition, "offset" from raw.events order by landed_at desc, "offset" limit 5'
    assert rows(kafka_settings.warehouse_file, newest) == [(1, offset) for offset in range(5)]


def test_what_landing_has_not_reached_is_left_to_it(kafka_settings: Settings) -> None:
    sent = send(kafka_settings, range(30))
    land_new_events(kafka_settings)
    sent |= send(kafka_settings, range(30, 60))

    for partition in (0, 1):
        again = land_range(kafka_settings, kafka_settings.kafka_topic_github, partition, 0, 1_000)
        assert again.new == 0

    assert land_new_events(kafka_settings).new == 30
    assert audit(kafka_settings, sent) == CLEAN


def test_what_the_log_dropped_is_counted(kafka_settings: Settings) -> None:
    topic = kafka_settings.kafka_topic_github
    send(kafka_settings, range(40))
    land_new_events(kafka_settings)
    drop_records(kafka_settings, {Partition(topic, 1): 4})
    forget(kafka_settings, 'partition = 1 and "offset" < 6')

    again = land_range(kafka_settings, topic, 1, 1, 8)

    assert (again.new, again.already_stored, again.unavailable) == (2, 2, 3)


def test_a_time_range_is_landed_again_in_every_partition(kafka_settings: Settings) -> None:
    topic = kafka_settings.kafka_topic_github
    sent = send(kafka_settings, range(40))
    middle = datetime.now(UTC)
    sent |= send(kafka_settings, range(40, 100))
    land_new_events(kafka_settings)
    forget(kafka_settings, "true")

    later = land_times(kafka_settings, topic, since=middle, until=middle + timedelta(days=1))
    assert later.new == 60
    earlier = land_times(kafka_settings, topic, since=middle - timedelta(days=1), until=middle)
    assert earlier.new == 40
    nothing = land_times(kafka_settings, topic, since=middle, until=middle)
    assert nothing == Replayed(new=0, quarantined=0, already_stored=0, unavailable=0, byte_count=0)
    assert audit(kafka_settings, sent) == CLEAN


def test_rows_of_a_log_before_a_rebase_are_not_taken_for_the_new_ones(
    kafka_settings: Settings,
) -> None:
    topic = kafka_settings.kafka_topic_github
    send(kafka_settings, range(20))
    land_new_events(kafka_settings)
    with open_warehouse(kafka_settings.warehouse_file) as connection:
        connection.execute(
            "update raw.positions set topic_id = 'of before' where topic = ?", [topic]
        )
    rebase(kafka_settings, topic)
    land_new_events(kafka_settings)
    forget(kafka_settings, "landed_at > (select max(noticed_at) from raw.gaps)")

    again = [land_range(kafka_settings, topic, part, 0, 100) for part in (0, 1)]

    assert (sum(one.new for one in again), again[0].already_stored) == (20, 0)


@pytest.mark.parametrize(("first", "last"), [(-1, 5), (5, 4)])
def test_a_range_that_is_none_is_refused(first: int, last: int, kafka_settings: Settings) -> None:
    with pytest.raises(WrongUsage, match="are no range"):
        land_range(kafka_settings, kafka_settings.kafka_topic_github, 0, first, last)


def test_a_partition_that_never_landed_is_named(kafka_settings: Settings) -> None:
    with pytest.raises(WrongUsage, match="has never been landed"):
        land_range(kafka_settings, kafka_settings.kafka_topic_github, 0, 0, 5)

"""A log that is no longer the landed one: noticed, refused, and gone on with when a person says so."""

import pytest
from kafka import KafkaAdminClient
from kafka.errors import TopicAuthorizationFailedError
from landing_ledger import CLEAN, audit, send
from log_surgery import drop_records, recreate, widen
from whole_thread import rows

from osspulse.errors import LostHistory, WrongUsage
from osspulse.kafka import Partition
from osspulse.landing import land_new_events, rebase
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

GAPS = "select partition, from_offset, to_offset, reason from raw.gaps order by partition"


def next_offsets(settings: Settings) -> dict[int, int]:
    found = rows(
        settings.warehouse_file,
        "select partition, next_offset from raw.positions where topic = ?",
        settings.kafka_topic_github,
    )
    return dict(found)


@pytest.mark.parametrize("count", [5, 60])
def test_p15_l13_a_recreated_topic_is_refused_until_a_person_rebases(
    count: int, kafka_settings: Settings
) -> None:
    """With fewer records than before and with more."""
    topic = kafka_settings.kafka_topic_github
    before = send(kafka_settings, range(30))
    land_new_events(kafka_settings)
    reached = next_offsets(kafka_settings)
    recreate(kafka_settings, topic)
    after = send(kafka_settings, range(100, 100 + count))

    for _ in range(2):
        with pytest.raises(LostHistory, match="was deleted and created again"):
            land_new_events(kafka_settings)
    assert rows(kafka_settings.warehouse_file, "select count(*) from raw.events") == [(30,)]

    rebased = rebase(kafka_settings, topic)

    assert rebased.starts == {Partition(topic, 0): 0, Partition(topic, 1): 0}
    assert rows(kafka_settings.warehouse_file, GAPS) == [
        (number, offset, offset, "rebased") for number, offset in sorted(reached.items())
    ]
    assert land_new_events(kafka_settings).new == count
    found = audit(kafka_settings, before | after)
    assert found | {"twice": 0} == CLEAN
    with pytest.raises(WrongUsage, match="still is the log that was landed"):
        rebase(kafka_settings, topic)


def test_p15_l13_a_log_truncated_and_written_again_is_told_by_its_anchor(
    kafka_settings: Settings,
) -> None:
    """Same topic id, log end beyond the position, but another record where the last one lay."""
    topic = kafka_settings.kafka_topic_github
    send(kafka_settings, range(20))
    land_new_events(kafka_settings)
    with open_warehouse(kafka_settings.warehouse_file) as connection:
        connection.execute(
            "update raw.positions set last_record_sha256 = 'of another record' where topic = ?",
            [topic],
        )
    assert land_new_events(kafka_settings).new == 0  # nothing to take for a continuation
    send(kafka_settings, range(20, 40))

    with pytest.raises(LostHistory, match="holds another record at offset"):
        land_new_events(kafka_settings)
    rebase(kafka_settings, topic)

    assert land_new_events(kafka_settings).new == 40


def test_l13_a_position_beyond_the_log_is_refused(kafka_settings: Settings) -> None:
    send(kafka_settings, range(20))
    land_new_events(kafka_settings)
    with open_warehouse(kafka_settings.warehouse_file) as connection:
        connection.execute("update raw.positions set next_offset = next_offset + 5")

    with pytest.raises(LostHistory, match="the log was truncated"):
        land_new_events(kafka_settings)


def test_a_topic_that_never_landed_has_nothing_to_rebase(kafka_settings: Settings) -> None:
    with pytest.raises(WrongUsage, match="has never been landed"):
        rebase(kafka_settings, kafka_settings.kafka_topic_github)


def test_p14_l12_what_retention_took_before_it_landed_is_a_gap(kafka_settings: Settings) -> None:
    topic = kafka_settings.kafka_topic_github
    first = send(kafka_settings, range(20))
    land_new_events(kafka_settings)
    reached = next_offsets(kafka_settings)
    lost = send(kafka_settings, range(20, 60))
    ends = {
        part.number: offset
        for part, offset in land_elsewhere(kafka_settings).items()
        if part.topic == topic
    }
    kept_from = {number: offset - 3 for number, offset in ends.items()}
    drop_records(
        kafka_settings, {Partition(topic, number): offset for number, offset in kept_from.items()}
    )

    landed = land_new_events(kafka_settings)

    assert (landed.new, landed.gaps) == (6, 2)
    assert rows(kafka_settings.warehouse_file, GAPS) == [
        (number, reached[number], kept_from[number], "retention") for number in (0, 1)
    ]
    found = audit(kafka_settings, first | lost)
    assert found == CLEAN | {"lost": 40 - 6}


def land_elsewhere(settings: Settings) -> dict[Partition, int]:
    """Where the log ends, as another warehouse finds it."""
    other = settings.model_copy(update={"warehouse": settings.home / "other.duckdb"})
    return land_new_events(other).positions


def test_p16_l14_added_partitions_are_read_from_their_beginning(kafka_settings: Settings) -> None:
    sent = send(kafka_settings, range(50))
    land_new_events(kafka_settings)
    widen(kafka_settings, kafka_settings.kafka_topic_github, partitions=5)
    sent |= send(kafka_settings, range(50, 150))

    landed = land_new_events(kafka_settings)

    assert landed.new == 100
    assert set(next_offsets(kafka_settings)) == {0, 1, 2, 3, 4}
    assert audit(kafka_settings, sent) == CLEAN


def test_l15_a_missing_topic_is_named_and_not_created(kafka_settings: Settings) -> None:
    missing = kafka_settings.model_copy(update={"kafka_topic_gitee": "test.nobody.made.this"})

    for _ in range(2):
        with pytest.raises(WrongUsage, match=r"topic test\.nobody\.made\.this does not exist"):
            land_new_events(missing)


def test_l15_topics_that_may_not_be_read_are_named(
    kafka_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: KafkaAdminClient, _topics: list[str]) -> None:
        raise TopicAuthorizationFailedError

    monkeypatch.setattr(KafkaAdminClient, "describe_topics", refuse)

    with pytest.raises(WrongUsage, match="may not be described with these settings"):
        land_new_events(kafka_settings)

"""P18, the drill: an older copy of the warehouse, and what Kafka still holds, end as if nothing was."""

from pathlib import Path

from landing_ledger import CLEAN, audit, send
from log_surgery import drop_records
from whole_thread import rows

from osspulse.backing_up import back_up
from osspulse.kafka import Cluster, Partition
from osspulse.landing import land_new_events
from osspulse.restoring import restore
from osspulse.settings import Settings

_STORED = """
    select source, event, delivery_id, received_at, topic, partition, "offset", body_sha256, body
    from raw.events
    order by topic, partition, "offset"
"""
_POSITIONS = """
    select topic, topic_id, partition, next_offset, last_record_sha256
    from raw.positions
    order by topic, partition
"""


def everything(warehouse: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    return rows(warehouse, _STORED), rows(warehouse, _POSITIONS)


def test_landing_from_an_older_copy_ends_with_the_same_rows(kafka_settings: Settings) -> None:
    sent = send(kafka_settings, range(200), poison_every=60)
    land_new_events(kafka_settings)
    copy = back_up(kafka_settings)
    sent |= send(kafka_settings, range(200, 500), poison_every=70)
    land_new_events(kafka_settings)
    before = everything(kafka_settings.warehouse_file)

    restore(kafka_settings, copy.path)
    again = land_new_events(kafka_settings)

    assert again.new + again.quarantined == 300
    assert again.gaps == 0
    assert everything(kafka_settings.warehouse_file) == before
    assert audit(kafka_settings, sent) == CLEAN


def test_what_kafka_no_longer_holds_after_a_restore_becomes_a_gap(kafka_settings: Settings) -> None:
    send(kafka_settings, range(100))
    land_new_events(kafka_settings)
    copy = back_up(kafka_settings)
    send(kafka_settings, range(100, 300))
    landed = land_new_events(kafka_settings).positions
    sent_after = send(kafka_settings, range(300, 350))
    held = {Partition(topic, part): to for topic, part, to in copy.contents.positions}
    with Cluster(kafka_settings) as cluster:
        parts = cluster.partitions([kafka_settings.kafka_topic_github])
    drop_records(kafka_settings, {part: landed[part] for part in parts})

    restore(kafka_settings, copy.path)
    again = land_new_events(kafka_settings)

    assert again.new == len(sent_after)
    assert rows(
        kafka_settings.warehouse_file,
        "select partition, from_offset, to_offset, reason from raw.gaps order by partition",
    ) == [
        (part.number, held[part], landed[part], "retention")
        for part in sorted(parts)
        if held[part] < landed[part]
    ]
    assert sum(landed[part] - held[part] for part in parts) == 200

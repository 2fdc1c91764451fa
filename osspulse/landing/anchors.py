"""Whether the log still is the one that was landed: the last landed record must lie where it lay."""

import hashlib
import logging
from collections.abc import Iterable, Mapping

from osspulse.errors import LostHistory, Unavailable
from osspulse.kafka import Consumer, Partition, Record
from osspulse.landing.plan import ADVICE, Anchor, Position
from osspulse.settings import Settings

logger = logging.getLogger(__name__)

_POLL_MS = 500
_MOST_IDLE_POLLS = 60


def last_anchors(records: Iterable[Record]) -> dict[Partition, Anchor]:
    """The anchor of each partition: its last record's offset and hash."""
    last = {record.partition: record for record in records}
    return {part: Anchor(record.offset, _hash(record)) for part, record in last.items()}


def refuse_changed_logs(
    settings: Settings,
    positions: Mapping[Partition, Position],
    *,
    log_starts: Mapping[Partition, int],
) -> None:
    """Raise LostHistory when a last landed record that the log should still hold is not there.

    Costs a small fetch per partition. A record that retention took cannot be compared.
    """
    anchors = {
        part: position.anchor
        for part, position in positions.items()
        if position.anchor and position.anchor.offset >= log_starts[part]
    }
    if not anchors:
        return
    for part, record in _read(settings, anchors).items():
        if record.offset == anchors[part].offset and _hash(record) == anchors[part].sha256:
            continue
        raise LostHistory(
            f"partition {part.number} of topic {part.topic} holds another record at offset "
            f"{anchors[part].offset} than the one that was landed: the log was truncated and "
            f"written again; {ADVICE}"
        )


def _read(settings: Settings, anchors: Mapping[Partition, Anchor]) -> dict[Partition, Record]:
    """The first record at or after each anchor's offset."""
    found: dict[Partition, Record] = {}
    starts = {part: anchor.offset for part, anchor in anchors.items()}
    consumer = Consumer(settings, starts, least_bytes=True)
    idle_polls = 0
    try:
        while len(found) < len(anchors):
            records = consumer.poll(timeout_ms=_POLL_MS)
            for record in records:
                if record.partition not in found:
                    found[record.partition] = record
                    consumer.stop(record.partition)
            idle_polls = 0 if records else idle_polls + 1
            if idle_polls > _MOST_IDLE_POLLS:
                raise Unavailable(
                    "Kafka does not send the records that were landed last, although it should "
                    "hold them; nothing was stored, run it again"
                )
    finally:
        consumer.close()
    return found


def _hash(record: Record) -> str:
    digest = hashlib.sha256(f"{record.timestamp_ms}\n{len(record.headers)}\n".encode())
    for name, value in record.headers:
        digest.update(name.encode() + b"\n" + (value or b"") + b"\n")
    digest.update(record.value or b"")
    return digest.hexdigest()

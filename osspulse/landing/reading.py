"""The log in portions that fit in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from osspulse.errors import Unavailable
from osspulse.kafka import Consumer, Partition, Record
from osspulse.settings import Settings

BATCH_BYTES = 64 * 1024 * 1024
"""A transaction holds about this much: large enough for speed, small enough for memory."""

BATCH_RECORDS = 20_000
_POLL_MS = 500
_STALLED_POLLS = 60


@dataclass(frozen=True, slots=True)
class Portion:
    """Records for one transaction, and where each partition is read on behind them."""

    records: list[Record]
    next_offsets: dict[Partition, int]


def read_log(
    settings: Settings, *, starts: Mapping[Partition, int], ends: Mapping[Partition, int]
) -> Iterator[Portion]:
    """Every record from `starts` on, at least up to `ends`, in portions of about BATCH_BYTES.

    A partition may be read somewhat past its end. Raises Unavailable when the brokers stop
    answering or send nothing for half a minute.
    """
    open_parts = {part for part, end in ends.items() if starts[part] < end}
    if not open_parts:
        return
    consumer = Consumer(settings, {part: starts[part] for part in open_parts})
    read_parts = tuple(open_parts)
    try:
        while open_parts:
            records = _gather(consumer, open_parts, ends)
            yield Portion(records, {part: consumer.position(part) for part in read_parts})
    finally:
        consumer.close()


def _gather(
    consumer: Consumer, open_parts: set[Partition], ends: Mapping[Partition, int]
) -> list[Record]:
    """Poll until a portion is full or every partition is at its end; `open_parts` loses the latter."""
    gathered: list[Record] = []
    size = empty_polls = 0
    while open_parts and size < BATCH_BYTES and len(gathered) < BATCH_RECORDS:
        polled = consumer.poll(timeout_ms=_POLL_MS)
        gathered += polled
        size += sum(len(record.value or b"") for record in polled)
        for part in tuple(open_parts):
            if consumer.position(part) >= ends[part]:
                consumer.stop(part)
                open_parts.discard(part)
        empty_polls = 0 if polled else empty_polls + 1
        if empty_polls > _STALLED_POLLS:
            waiting = ", ".join(f"{part.topic}/{part.number}" for part in sorted(open_parts))
            raise Unavailable(
                f"Kafka has sent nothing for {_STALLED_POLLS * _POLL_MS // 1000} s although "
                f"{waiting} holds more; what came before is stored, run it again"
            )
    return gathered

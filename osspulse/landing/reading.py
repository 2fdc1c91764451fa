"""The log in portions that fit in memory."""

from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from osspulse.errors import Unavailable
from osspulse.kafka import Consumer, Hole, Partition, Record
from osspulse.settings import Settings
from osspulse.warehouse import ROW_GROUP

BATCH_BYTES = 64 * 1024 * 1024
"""A transaction holds about this much: large enough for speed, small enough for memory."""

LEAST_RECORDS = ROW_GROUP
"""A transaction holds as many, up to twice the bytes: the warehouse writes them without its log."""

BATCH_RECORDS = 2 * ROW_GROUP

_POLL_MS = 500
_STALLED_POLLS = 60

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Portion:
    """Records for one transaction, what was missing, and where each partition is read on."""

    records: list[Record]
    holes: list[Hole]
    next_offsets: dict[Partition, int]


def read_log(
    settings: Settings,
    *,
    starts: Mapping[Partition, int],
    ends: Mapping[Partition, int],
    batch_bytes: int = BATCH_BYTES,
) -> Generator[Portion]:
    """Every record from `starts` on, at least up to `ends`, in portions of about `batch_bytes`.

    A partition may be read somewhat past its end. Raises Unavailable when the brokers stop
    answering or send nothing for half a minute.
    """
    open_parts = {part for part, end in ends.items() if starts[part] < end}
    if not open_parts:
        return
    read_parts = tuple(open_parts)
    consumer = Consumer(settings, {part: starts[part] for part in open_parts})
    try:
        while open_parts:
            # Nothing here holds on to a portion while the next one is gathered.
            yield Portion(
                _gather(consumer, open_parts, ends, batch_bytes=batch_bytes),
                consumer.holes(),
                {part: consumer.position(part) for part in read_parts},
            )
    finally:
        consumer.close()


def made_ahead(things: Generator[S], make: Callable[[S], T]) -> Iterator[T]:
    """What `make` makes of each thing, in a thread while the one before is being used."""

    def make_next() -> T | None:
        thing = next(things, None)
        return None if thing is None else make(thing)

    with ThreadPoolExecutor(1, thread_name_prefix="reading") as worker:
        try:
            coming = worker.submit(make_next)
            while (made := coming.result()) is not None:
                coming = worker.submit(make_next)
                yield made
                del made  # before the next one is waited for
        finally:
            worker.submit(things.close).result()


def _gather(
    consumer: Consumer,
    open_parts: set[Partition],
    ends: Mapping[Partition, int],
    *,
    batch_bytes: int,
) -> list[Record]:
    """Poll until a portion is full or every partition is at its end; `open_parts` loses the latter."""
    gathered: list[Record] = []
    size = empty_polls = 0
    while open_parts and len(gathered) < BATCH_RECORDS:
        if size >= batch_bytes * (1 if len(gathered) >= LEAST_RECORDS else 2):
            break
        polled = consumer.poll(timeout_ms=_POLL_MS, most_bytes=batch_bytes)
        gathered += polled
        size += sum(len(record.value) for record in polled if record.value)
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

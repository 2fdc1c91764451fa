"""Batches of records written in one go.

The client writes a record at a time, byte by byte, and keeps a future for each: at thousands of
records a second that is most of what its process does. A batch that is written whole costs a tenth
of it, and goes the client's own way from there: its sender, its retries, its sequence numbers.
"""

import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from kafka import TopicPartition
from kafka.producer.producer_batch import ProducerBatch
from kafka.producer.record_accumulator import RecordAccumulator
from kafka.record.default_records import DefaultRecordBatchBuilder
from kafka.record.memory_records import MemoryRecordsBuilder
from zstandard import ZstdCompressor

from osspulse.deliveries import Headers, Outgoing

OnDone = Callable[[Sequence[Outgoing], BaseException | None], None]

_MAGIC = 2
_ZSTD = DefaultRecordBatchBuilder.CODEC_ZSTD
_ABSENT = b"\x01"


def write_batch(
    records: Sequence[Outgoing],
    *,
    to: TopicPartition,
    through: RecordAccumulator,
    compressor: ZstdCompressor,
    on_done: OnDone,
) -> None:
    """Put the records, as one batch, where the client's sender takes batches from.

    `on_done` is called once for each record, in the sender's thread, with as many as share a fate.
    """
    batch = ProducerBatch(to, _Written(records, compressor))
    batch._record_futures = _Shares(records, on_done)  # noqa: SLF001 - read where a batch is split
    _tell(batch.produce_future, records, on_done)
    with through._tp_lock(to):  # noqa: SLF001 - as the client's own append does
        through._batches[to].append(batch)  # noqa: SLF001
        through._incomplete.add(batch)  # noqa: SLF001


class _Written(MemoryRecordsBuilder):  # type: ignore[misc]
    """Records that are all there; nothing joins them later."""

    def __init__(self, records: Sequence[Outgoing], compressor: ZstdCompressor) -> None:
        super().__init__(_MAGIC, _ZSTD, 0)
        self._builder = _WholeBatch(records, compressor)
        self._next_offset = len(records)

    def append(self, *_: object) -> None:
        """Say that there is no room."""


class _WholeBatch(DefaultRecordBatchBuilder):  # type: ignore[misc]
    def __init__(self, records: Sequence[Outgoing], compressor: ZstdCompressor) -> None:
        super().__init__(_MAGIC, _ZSTD, False, -1, -1, -1, 0)
        self._first_timestamp = self._max_timestamp = time.time_ns() // 1_000_000
        self._num_records = len(records)
        self._last_offset = len(records) - 1
        self._written = _written(records)
        self._compressor = compressor

    def size(self) -> int:
        """The size until it is compressed."""
        return len(self._buffer) + len(self._written)

    def build(self) -> bytearray:
        """The batch as it goes to the broker; called once, by the sender."""
        compressed = self._compressor.compress(self._written)
        is_worth_it = len(compressed) < len(self._written)
        self._buffer += compressed if is_worth_it else self._written
        self.write_header(is_worth_it)
        return self._buffer  # type: ignore[no-any-return]


class _Share:
    """One record of a batch that was too large for the broker: it goes on in a smaller one."""

    def __init__(self, record: Outgoing, on_done: OnDone) -> None:
        self._record = record
        self._on_done = on_done

    def rebind(self, produce_future: Any, _place: int) -> None:
        _tell(produce_future, (self._record,), self._on_done)


class _Shares(Sequence[_Share]):
    """The shares of a batch, made only if it comes to that."""

    def __init__(self, records: Sequence[Outgoing], on_done: OnDone) -> None:
        self._records = records
        self._on_done = on_done

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, place: Any) -> Any:
        return _Share(self._records[place], self._on_done)


def _tell(produce_future: Any, records: Sequence[Outgoing], on_done: OnDone) -> None:
    def stored(result: tuple[int, int, Callable[[int], BaseException] | None]) -> None:
        exception_of = result[2]
        on_done(records, exception_of(0) if exception_of else None)

    produce_future.add_callback(stored)
    produce_future.add_errback(lambda error: on_done(records, error))


def _written(records: Sequence[Outgoing]) -> bytes:
    """The records in Kafka's format 2, all of one moment."""
    parts: list[bytes] = []
    for place, record in enumerate(records):
        written = [b"\x00\x00", _varint(place)]  # attributes, milliseconds since the first
        if record.key is None:
            written.append(_ABSENT)
        else:
            written += _varint(len(record.key)), record.key
        written += _varint(len(record.value)), record.value, _varint(len(record.headers))
        _write_headers(record.headers, written)
        parts.append(_varint(sum(map(len, written))))
        parts += written
    return b"".join(parts)


def _write_headers(headers: Headers, written: list[bytes]) -> None:
    for name, value in headers:
        written += _name(name), _varint(len(value)), value


@lru_cache(maxsize=64)
def _name(name: str) -> bytes:
    encoded = name.encode()
    return _varint(len(encoded)) + encoded


@lru_cache(maxsize=16_384)
def _varint(number: int) -> bytes:
    """The number, not negative, as a zigzag varint."""
    rest = number << 1
    written = bytearray()
    while rest > 0x7F:
        written.append(0x80 | rest & 0x7F)
        rest >>= 7
    written.append(rest)
    return bytes(written)

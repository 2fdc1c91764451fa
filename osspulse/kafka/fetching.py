"""What a broker sent for one partition, read to the end whatever it holds."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crc32c import crc32c
from kafka import IsolationLevel
from kafka.consumer.fetcher import Fetcher
from kafka.errors import CorruptRecordError

from osspulse.errors import InvalidEvent
from osspulse.kafka.connection import Partition
from osspulse.kafka.decompression import decompressed
from osspulse.kafka.record_headers import HeaderReader
from osspulse.kafka.records import (
    CRC_COVERS_FROM,
    HEADER_BYTES,
    BatchHeader,
    Record,
    is_abort,
    read_records,
)

_LENGTH_FIELD = slice(8, 12)
_BEFORE_LENGTH_COUNTS = 12


@dataclass(frozen=True, slots=True)
class Hole:
    """Offsets from `start` up to but without `end` that the log does not hold, and no one said why."""

    partition: Partition
    start: int
    end: int


class EnoughRead(Exception):
    """The records read since the last poll fill the memory that a poll may take."""


@dataclass(slots=True)
class Reading:
    """What the partitions of one consumer share."""

    bytes_left: int = 0
    holes: list[Hole] = field(default_factory=list)
    headers: HeaderReader = field(default_factory=HeaderReader)


class TolerantRecords(Fetcher.PartitionRecords):  # type: ignore[misc]
    """The client's reader of one partition's answer, with another way to read batches.

    A batch or record that cannot be read comes out as records with a problem, one for each offset,
    the first with the bytes; the position moves on. Offsets that are missing are noted as holes,
    but for what transactions explain.
    """

    def __init__(self, *given: Any, reading: Reading, **options: Any) -> None:
        """As the client makes it; `reading` is shared with the consumer."""
        self._reading = reading
        super().__init__(*given, **options)

    def take(self, n: int | None = None) -> list[Record]:
        """The next records; raises EnoughRead when this poll has had its share of bytes."""
        if self._reading.bytes_left <= 0:
            raise EnoughRead
        taken: list[Record] = []
        try:
            for record in itertools.islice(self.record_iterator, n):
                taken.append(record)
                self._reading.bytes_left -= len(record.value or b"")
                if self._reading.bytes_left <= 0:
                    break
        except Exception:
            # Fetched once more, it will raise again, then with nothing before it.
            self.drain()
            if not taken:
                raise
        return taken

    def _unpack_records(
        self, place: Any, records: Any, _key_deserializer: Any, _value_deserializer: Any
    ) -> Iterator[Record]:
        partition = Partition(*place)
        whole = memoryview(records._buffer)  # noqa: SLF001 - the client keeps the answer there
        start = 0
        while (end := _batch_end(whole, start)) is not None:
            batch = whole[start:end]
            header = BatchHeader.read(batch)
            is_sound = header.magic == 2 and header.crc == crc32c(batch[CRC_COVERS_FROM:])
            last = header.last_offset if is_sound else _last_offset(header, whole[end:], partition)
            self.leader_epoch = header.leader_epoch
            self.bytes_read += end - start
            if is_sound:
                yield from self._batch(partition, header, batch, last)
            else:
                yield from self._unreadable(partition, header, batch, last, "corrupt_batch")
            self._move_to(max(self.next_fetch_offset, last + 1))
            start = end
        self.drain()

    def _batch(
        self, partition: Partition, header: BatchHeader, batch: memoryview, last: int
    ) -> Iterator[Record]:
        try:
            data = decompressed(header.codec, batch[HEADER_BYTES:])
            if self._is_invisible(header, data):
                self._note_hole(partition, header.base_offset)
                return
            for record in read_records(header, data, partition, self._reading.headers):
                _refuse_beyond(last, record)
                if record.offset >= self.next_fetch_offset:
                    self._note_hole(partition, record.offset)
                    self._move_to(record.offset + 1)
                    yield record
        except InvalidEvent as error:
            yield from self._unreadable(partition, header, batch, last, str(error))
        else:
            self._note_hole(partition, last + 1)

    def _unreadable(
        self, partition: Partition, header: BatchHeader, batch: memoryview, last: int, problem: str
    ) -> Iterator[Record]:
        self._note_hole(partition, header.base_offset)
        whole: bytes | None = bytes(batch)
        for offset in range(self.next_fetch_offset, last + 1):
            self._move_to(offset + 1)
            yield Record(partition, offset, header.first_timestamp, whole, problem=problem)
            whole = None

    def _is_invisible(self, header: BatchHeader, data: bytes) -> bool:
        """Whether the batch is no record of anybody: a transaction's end, or aborted."""
        if self.isolation_level == IsolationLevel.READ_COMMITTED and header.producer_id >= 0:
            self._consume_aborted_transactions_up_to(header.last_offset)
            if header.is_control and is_abort(data):
                self.aborted_producer_ids.discard(header.producer_id)
            elif header.is_transactional and header.producer_id in self.aborted_producer_ids:
                return True
        return header.is_control

    def _note_hole(self, partition: Partition, offset: int) -> None:
        if offset > self.next_fetch_offset:
            self._reading.holes.append(Hole(partition, self.next_fetch_offset, offset))
            self._move_to(offset)

    def _move_to(self, offset: int) -> None:
        self.next_fetch_offset = offset


def _refuse_beyond(last: int, record: Record) -> None:
    if record.offset > last:
        raise InvalidEvent("malformed_batch")


def _batch_end(whole: memoryview, start: int) -> int | None:
    """Where the batch that begins at `start` ends; None where it is cut off, as the last may be."""
    if len(whole) - start < HEADER_BYTES:
        return None
    length = int.from_bytes(whole[start:][_LENGTH_FIELD], "big", signed=True)
    end = start + _BEFORE_LENGTH_COUNTS + length
    if length < HEADER_BYTES - _BEFORE_LENGTH_COUNTS:
        raise CorruptRecordError(f"a batch of {length} bytes is too short to be one")
    return end if end <= len(whole) else None


def _last_offset(header: BatchHeader, rest: memoryview, partition: Partition) -> int:
    """The last offset of a corrupt batch: as the next batch says, or its header where it agrees."""
    following = int.from_bytes(rest[:8], "big", signed=True) if len(rest) >= 8 else -1
    if following > header.base_offset:
        return following - 1
    if header.last_offset_delta == header.record_count - 1 >= 0:
        return header.last_offset
    raise CorruptRecordError(
        f"partition {partition.number} of topic {partition.topic} has a corrupt batch at offset "
        f"{header.base_offset}, and how far it goes cannot be told"
    )

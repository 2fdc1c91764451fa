"""Records as they lie in a batch, read so that nothing in them can stop the reading.

The layout is Kafka's, magic 2: https://kafka.apache.org/documentation/#recordbatch. The client's own
reader stops for good at a header that is no UTF-8; this one goes on, and reads faster.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple, Self

from osspulse.deliveries import Headers
from osspulse.errors import InvalidEvent
from osspulse.kafka.connection import Partition
from osspulse.kafka.record_headers import UNDECODABLE, HeaderReader, read_varint


class Record(NamedTuple):
    """One record as it lies in the log, or what is left of it where `problem` says why.

    Headers are in order, `names` beside `values`; a name may come twice.
    """

    partition: Partition
    offset: int
    timestamp_ms: int
    value: bytes | None
    names: tuple[str, ...] = ()
    values: tuple[bytes | None, ...] = ()
    problem: str | None = None

    @classmethod
    def of(
        cls,
        partition: Partition,
        offset: int,
        *,
        value: bytes | None,
        headers: Headers,
        timestamp_ms: int = 0,
    ) -> Self:
        """A record with these headers."""
        names = tuple(name for name, _ in headers)
        values = tuple(value for _, value in headers)
        return cls(partition, offset, timestamp_ms, value, names, values)

    @property
    def headers(self) -> list[tuple[str, bytes | None]]:
        """The headers as pairs."""
        return list(zip(self.names, self.values, strict=True))


_HEADER = struct.Struct(">qiibIhiqqqhii")
HEADER_BYTES = _HEADER.size
CRC_COVERS_FROM = 21
"""The checksum is of everything in a batch from this byte on."""

_CODEC = 0x07
_LOG_APPEND_TIME = 0x08
_TRANSACTIONAL = 0x10
_CONTROL = 0x20


class BatchHeader(NamedTuple):
    """What stands before the records of a batch."""

    base_offset: int
    length: int
    leader_epoch: int
    magic: int
    crc: int
    attributes: int
    last_offset_delta: int
    first_timestamp: int
    max_timestamp: int
    producer_id: int
    producer_epoch: int
    base_sequence: int
    record_count: int

    @classmethod
    def read(cls, batch: memoryview) -> Self:
        """The header that the batch begins with."""
        return cls._make(_HEADER.unpack_from(batch))

    @property
    def last_offset(self) -> int:
        """The offset of the last record, also where compaction has removed it."""
        return self.base_offset + self.last_offset_delta

    @property
    def codec(self) -> int:
        """0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd."""
        return self.attributes & _CODEC

    @property
    def is_transactional(self) -> bool:
        """Whether the batch is part of a transaction."""
        return bool(self.attributes & _TRANSACTIONAL)

    @property
    def is_control(self) -> bool:
        """Whether the batch only says how a transaction ended."""
        return bool(self.attributes & _CONTROL)

    @property
    def fixed_timestamp(self) -> int | None:
        """The time of every record where the broker stamps them."""
        return self.max_timestamp if self.attributes & _LOG_APPEND_TIME else None


def read_records(
    header: BatchHeader, data: bytes, partition: Partition, headers: HeaderReader
) -> Iterator[Record]:
    """The records of an unpacked batch.

    A record that is malformed inside comes with its bytes as value and a problem; raises
    InvalidEvent `malformed_batch` where not even the next record's place is to be found.
    """
    base_offset, first_timestamp = header.base_offset, header.first_timestamp
    fixed_timestamp = header.fixed_timestamp
    position = 0
    for number in range(header.record_count):
        try:
            length, start = read_varint(data, position)
        except IndexError:
            raise InvalidEvent("malformed_batch") from None
        position = start + length
        if length < 0 or position > len(data):
            raise InvalidEvent("malformed_batch")
        try:
            timestamp, offset, value, names, values = _read_record(data, start, position, headers)
            problem = None
        except (ValueError, IndexError):
            timestamp, offset, names, values = 0, number, (), ()
            value, problem = data[start:position], "malformed_record"
        if headers.met_undecodable and any(name.startswith(UNDECODABLE) for name in names):
            problem = "undecodable_header"
        yield Record(
            partition,
            base_offset + offset,
            first_timestamp + timestamp if fixed_timestamp is None else fixed_timestamp,
            value,
            names,
            values,
            problem,
        )


def is_abort(data: bytes) -> bool:
    """Whether the record of a control batch says that a transaction was aborted."""
    _, start = read_varint(data, 0)
    _, position = read_varint(data, start + 1)
    _, position = read_varint(data, position)
    _, position = read_varint(data, position)
    return data[position + 2 : position + 4] == b"\x00\x00"


def _read_record(
    data: bytes, position: int, end: int, headers: HeaderReader
) -> tuple[int, int, bytes | None, tuple[str, ...], tuple[bytes | None, ...]]:
    timestamp, position = read_varint(data, position + 1)  # after the attributes, which are unused
    offset, position = read_varint(data, position)
    key_size, position = read_varint(data, position)
    if key_size > 0:
        position += key_size
    size, position = read_varint(data, position)
    value = None
    if size >= 0:
        value = data[position : position + size]
        position += size
    if position >= end:
        raise ValueError("a field is longer than its record")
    names, values = headers.read(data[position:end])
    return timestamp, offset, value, names, values

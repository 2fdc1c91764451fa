"""Records as they lie in a batch, read so that nothing in them can stop the reading.

The layout is Kafka's, magic 2: https://kafka.apache.org/documentation/#recordbatch. The client's own
reader stops for good at a header that is no UTF-8; this one goes on, and reads faster.
"""

import base64
import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, Self

from osspulse.deliveries import Headers
from osspulse.errors import InvalidEvent
from osspulse.kafka.connection import Partition


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


class _Layout(NamedTuple):
    """How the headers of one record lay in it: what is between the values, and where they are."""

    pieces: struct.Struct
    between: tuple[bytes, ...]
    names: tuple[str, ...]


class HeaderReader:
    """Reads header sections; records of one producer look alike, so it remembers how they look."""

    _MOST_LAYOUTS = 2_000

    def __init__(self) -> None:
        """Nothing remembered yet."""
        self.met_undecodable = False
        self._layouts: dict[int, list[_Layout]] = {}
        self._count = 0

    def read(self, section: bytes) -> tuple[tuple[str, ...], tuple[bytes | None, ...]]:
        """Names and values; raises ValueError or IndexError where the section is malformed."""
        for layout in self._layouts.get(len(section), ()):
            pieces = layout.pieces.unpack(section)
            if pieces[::2] == layout.between:
                return layout.names, pieces[1::2]
        return self._learn(section)

    def _learn(self, section: bytes) -> tuple[tuple[str, ...], tuple[bytes | None, ...]]:
        names, values, spans = _read_headers(section)
        self.met_undecodable |= any(name.startswith(UNDECODABLE) for name in names)
        if None not in values and self._count < self._MOST_LAYOUTS:
            edges = [0, *(edge for span in spans for edge in span), len(section)]
            sizes = [end - start for start, end in pairwise(edges)]
            pieces = struct.Struct("".join(f"{size}s" for size in sizes))
            between = pieces.unpack(section)[::2]
            self._layouts.setdefault(len(section), []).append(_Layout(pieces, between, names))
            self._count += 1
        return names, values


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
            length, start = _varint(data, position)
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
    _, start = _varint(data, 0)
    _, position = _varint(data, start + 1)
    _, position = _varint(data, position)
    _, position = _varint(data, position)
    return data[position + 2 : position + 4] == b"\x00\x00"


UNDECODABLE = "base64:"
"""What a header name that is no UTF-8 begins with; its bytes follow in base64."""


def _read_record(
    data: bytes, position: int, end: int, headers: HeaderReader
) -> tuple[int, int, bytes | None, tuple[str, ...], tuple[bytes | None, ...]]:
    timestamp, position = _varint(data, position + 1)  # after the attributes, which are unused
    offset, position = _varint(data, position)
    key_size, position = _varint(data, position)
    if key_size > 0:
        position += key_size
    size, position = _varint(data, position)
    value = None
    if size >= 0:
        value = data[position : position + size]
        position += size
    if position >= end:
        raise ValueError("a field is longer than its record")
    names, values = headers.read(data[position:end])
    return timestamp, offset, value, names, values


def _read_headers(
    section: bytes,
) -> tuple[tuple[str, ...], tuple[bytes | None, ...], list[tuple[int, int]]]:
    count, position = _varint(section, 0)
    names: list[str] = []
    values: list[bytes | None] = []
    spans: list[tuple[int, int]] = []
    for _ in range(count):
        size, position = _varint(section, position)
        names.append(_name(section[position : position + size]))
        position += size
        size, position = _varint(section, position)
        if size < 0:
            values.append(None)
            continue
        values.append(section[position : position + size])
        spans.append((position, position + size))
        position += size
    if count < 0 or position != len(section):
        raise ValueError("headers do not end where their record ends")
    return tuple(names), tuple(values), spans


def _name(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return UNDECODABLE + base64.b64encode(name).decode()


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """The zigzag number at this position, and the position after it; IndexError beyond the end."""
    byte = data[position]
    position += 1
    if byte < 0x80:
        return (byte >> 1) ^ -(byte & 1), position
    number = byte & 0x7F
    shift = 7
    while byte >= 0x80:
        byte = data[position]
        position += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if shift > 70:
            raise ValueError("a number has too many bytes")
    return (number >> 1) ^ -(number & 1), position

"""Reading batches: the same as the client where they are sound, and on and on where they are not."""

import struct
from collections.abc import Sequence

import pytest
from crc32c import crc32c
from hypothesis import given
from hypothesis import strategies as st
from kafka import TopicPartition
from kafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder
from kafka.record.memory_records import MemoryRecords

from osspulse.deliveries import Headers
from osspulse.errors import InvalidEvent
from osspulse.kafka import Hole, Partition, Record
from osspulse.kafka.decompression import decompressed
from osspulse.kafka.fetching import EnoughRead, Reading, TolerantRecords
from osspulse.kafka.record_headers import HeaderReader
from osspulse.kafka.records import HEADER_BYTES

PART = Partition("events", 0)
Row = tuple[int, bytes | None, Headers]


def a_batch(rows: Sequence[Row], *, codec: int = 0) -> bytearray:
    builder = DefaultRecordBatchBuilder(2, codec, False, -1, -1, -1, 10_000_000)
    base = rows[0][0]
    for offset, value, headers in rows:
        builder.append(offset - base, 1_700_000_000_000 + offset, None, value, headers)
    batch = bytearray(builder.build())
    struct.pack_into(">q", batch, 0, base)
    return batch


def signed(batch: bytearray) -> bytearray:
    """The batch with the checksum that belongs to it."""
    struct.pack_into(">I", batch, 17, crc32c(bytes(batch[21:])))
    return batch


def read(
    *batches: bytes, start: int = 0, left: int = 1_000_000
) -> tuple[list[Record], list[Hole], int]:
    reading = Reading(bytes_left=left)
    whole = MemoryRecords(b"".join(batches))
    answer = TolerantRecords(start, TopicPartition(*PART), whole, reading=reading)
    taken = answer.take(1_000)
    return taken, reading.holes, answer.next_fetch_offset


NAMES = st.sampled_from(["ce_id", "ce_time", "x", "", "长"])
HEADERS = st.lists(st.tuples(NAMES, st.binary(max_size=300) | st.none()), max_size=9)


@given(
    rows=st.lists(st.tuples(st.binary(max_size=300) | st.none(), HEADERS), min_size=1, max_size=20),
    codec=st.integers(0, 4),
)
def test_sound_batches_read_as_the_client_reads_them(
    rows: list[tuple[bytes | None, Headers]], codec: int
) -> None:
    batch = a_batch([(7 + place, *row) for place, row in enumerate(rows)], codec=codec)

    taken, holes, following = read(bytes(batch), start=7)

    expected = [
        (found.offset, found.timestamp, found.value, found.headers)
        for found in DefaultRecordBatch(batch)
    ]
    assert [(one.offset, one.timestamp_ms, one.value, one.headers) for one in taken] == expected
    assert (holes, following) == ([], 7 + len(rows))


def test_reading_begins_in_the_middle_of_a_batch() -> None:
    batch = a_batch([(offset, b"{}", []) for offset in range(10)])

    taken, holes, following = read(bytes(batch), start=4)

    assert [record.offset for record in taken] == [4, 5, 6, 7, 8, 9]
    assert (holes, following) == ([], 10)


def test_l11_offsets_that_are_missing_are_holes() -> None:
    first = a_batch([(0, b"{}", []), (3, b"{}", [])])
    second = a_batch([(6, b"{}", [])])

    taken, holes, following = read(bytes(first), bytes(second))

    assert [record.offset for record in taken] == [0, 3, 6]
    assert holes == [Hole(PART, 1, 3), Hole(PART, 4, 6)]
    assert following == 7


def test_l03_a_header_name_that_is_no_text_marks_its_record_only() -> None:
    rows: list[Row] = [(offset, b"{}", [("name", b"value")]) for offset in range(3)]
    batch = a_batch(rows)
    place = batch.index(b"name", batch.index(b"name") + 1)
    batch[place] = 0xFF

    taken, _, following = read(bytes(signed(batch)))

    assert [record.problem for record in taken] == [None, "undecodable_header", None]
    assert taken[1].names == ("base64:/2FtZQ==",)
    assert following == 3


def test_l08_a_corrupt_batch_gives_each_of_its_offsets_and_its_bytes_once() -> None:
    corrupt = a_batch([(offset, b"{}", []) for offset in range(3)])
    corrupt[-1] ^= 0xFF
    sound = a_batch([(3, b"{}", [])])

    taken, holes, following = read(bytes(corrupt), bytes(sound))

    assert [(one.offset, one.value, one.problem) for one in taken] == [
        (0, bytes(corrupt), "corrupt_batch"),
        (1, None, "corrupt_batch"),
        (2, None, "corrupt_batch"),
        (3, b"{}", None),
    ]
    assert (holes, following) == ([], 4)


def test_l08_how_far_a_corrupt_batch_goes_is_read_from_the_next_one() -> None:
    corrupt = a_batch([(offset, b"{}", []) for offset in range(3)])
    struct.pack_into(">i", corrupt, 23, 2**30)  # the last offset's delta
    sound = a_batch([(3, b"{}", [])])

    taken, _, following = read(bytes(corrupt), bytes(sound)[:20])

    assert [one.offset for one in taken] == [0, 1, 2]
    assert following == 3


def test_l08_a_corrupt_batch_whose_end_cannot_be_told_is_not_skipped() -> None:
    from kafka.errors import CorruptRecordError

    sound = a_batch([(0, b"{}", [])])
    corrupt = a_batch([(offset, b"{}", []) for offset in range(1, 4)])
    struct.pack_into(">i", corrupt, 23, 2**30)

    taken, _, following = read(bytes(sound), bytes(corrupt))
    assert ([one.offset for one in taken], following) == ([0], 1)
    with pytest.raises(CorruptRecordError, match="how far it goes cannot be told"):
        read(bytes(corrupt), start=1)


@given(data=st.data())
def test_whatever_a_batch_holds_every_offset_comes_out_and_nothing_raises(
    data: st.DataObject,
) -> None:
    rows: list[Row] = [(offset, b'{"a":1}', [("name", b"value")]) for offset in range(4)]
    batch = a_batch(rows)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(HEADER_BYTES, len(batch) - 1))
        batch[place] = data.draw(st.integers(0, 255))

    taken, holes, following = read(bytes(signed(batch)), bytes(a_batch([(4, b"{}", [])])))

    told = [record.offset for record in taken]
    told += [offset for hole in holes for offset in range(hole.start, hole.end)]
    assert (sorted(told), following) == ([0, 1, 2, 3, 4], 5)


@pytest.mark.parametrize(
    ("codec", "data", "problem"),
    [
        (5, b"any", "unknown_codec"),
        (1, b"no gzip", "unreadable_batch"),
        (2, b"\x05no snappy", "unreadable_batch"),
        (3, b"no lz4 frame at all", "unreadable_batch"),
        (4, b"no zstd frame at all", "unreadable_batch"),
        (2, b"\xff\xff\xff\x7f" + b"\x00", "compression_bomb"),
    ],
)
def test_l06_l07_what_cannot_be_unpacked_says_why(codec: int, data: bytes, problem: str) -> None:
    with pytest.raises(InvalidEvent, match=problem):
        decompressed(codec, memoryview(data))


def test_l07_a_poll_ends_when_it_has_its_share_of_bytes() -> None:
    whole = MemoryRecords(bytes(a_batch([(offset, b"x" * 100, []) for offset in range(10)])))
    reading = Reading(bytes_left=250)
    answer = TolerantRecords(0, TopicPartition(*PART), whole, reading=reading)

    assert [record.offset for record in answer.take(1_000)] == [0, 1, 2]
    with pytest.raises(EnoughRead):
        answer.take(1_000)
    reading.bytes_left = 250
    assert [record.offset for record in answer.take(1_000)] == [3, 4, 5]


def test_headers_of_another_producer_are_not_read_by_the_layout_of_ours() -> None:
    """Sections of one length, the same names, other lengths of values."""
    reader = HeaderReader()
    sections = [b"\x04\x02a\x04xx\x02b\x02y", b"\x04\x02a\x02x\x02b\x04yy"]

    found = [reader.read(section) for section in sections * 2]

    assert found == [(("a", "b"), (b"xx", b"y")), (("a", "b"), (b"x", b"yy"))] * 2

"""The four codecs of record batches, each with a limit on what comes out."""

import gzip
import io
import zlib
from collections.abc import Callable

import lz4.frame  # type: ignore[import-untyped]
import snappy  # type: ignore[import-untyped]
import zstandard

from osspulse.errors import InvalidEvent

MOST_BYTES = 64 * 1024 * 1024
"""What one batch may unpack to: more than twice the largest record that a forge sends."""

_XERIAL_MAGIC = b"\x82SNAPPY\x00"
_XERIAL_HEADER_BYTES = 16


def decompressed(codec: int, data: memoryview) -> bytes:
    """The records of a batch as they were before compression.

    Raises InvalidEvent: `compression_bomb` when they exceed MOST_BYTES (found out without unpacking
    more than that), `unknown_codec`, or `unreadable_batch`.
    """
    if codec == 0:
        return bytes(data)
    if codec not in _CODECS:
        raise InvalidEvent("unknown_codec")
    try:
        unpacked = _CODECS[codec](data)
    except _FAILURES:
        raise InvalidEvent("unreadable_batch") from None
    if len(unpacked) > MOST_BYTES:
        raise InvalidEvent("compression_bomb")
    return unpacked


def _gzip(data: memoryview) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as unpacking:
        return unpacking.read(MOST_BYTES + 1)


def _snappy(data: memoryview) -> bytes:
    if data[: len(_XERIAL_MAGIC)] != _XERIAL_MAGIC:
        return _snappy_block(data)
    unpacked = bytearray()
    position = _XERIAL_HEADER_BYTES
    while position < len(data) and len(unpacked) <= MOST_BYTES:
        size = int.from_bytes(data[position : position + 4], "big")
        position += 4
        unpacked += _snappy_block(data[position : position + size])
        position += size
    return bytes(unpacked)


def _snappy_block(block: memoryview) -> bytes:
    """The block unpacked; it begins with its size, 7 bits to a byte."""
    size = 0
    for place, byte in enumerate(block[:5]):
        size |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    if size > MOST_BYTES:
        raise InvalidEvent("compression_bomb")
    return bytes(snappy.decompress(bytes(block)))


def _lz4(data: memoryview) -> bytes:
    return bytes(lz4.frame.LZ4FrameDecompressor().decompress(data, max_length=MOST_BYTES + 1))


def _zstd(data: memoryview) -> bytes:
    unpacking = zstandard.ZstdDecompressor(max_window_size=MOST_BYTES)
    size = zstandard.get_frame_parameters(data).content_size
    if 0 < size <= MOST_BYTES:
        return bytes(unpacking.decompress(data))
    with unpacking.stream_reader(io.BytesIO(data), read_across_frames=True) as reader:
        return bytes(reader.read(MOST_BYTES + 1))


_CODECS: dict[int, Callable[[memoryview], bytes]] = {1: _gzip, 2: _snappy, 3: _lz4, 4: _zstd}
_FAILURES = (
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    snappy.UncompressError,
    zlib.error,
    zstandard.ZstdError,
)

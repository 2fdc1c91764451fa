"""The headers of records, and the numbers that say how long things are."""

import base64
import struct
from itertools import pairwise
from typing import NamedTuple

UNDECODABLE = "base64:"
"""What a header name that is no UTF-8 begins with; its bytes follow in base64."""


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


def _read_headers(
    section: bytes,
) -> tuple[tuple[str, ...], tuple[bytes | None, ...], list[tuple[int, int]]]:
    count, position = read_varint(section, 0)
    names: list[str] = []
    values: list[bytes | None] = []
    spans: list[tuple[int, int]] = []
    for _ in range(count):
        size, position = read_varint(section, position)
        names.append(_name(section[position : position + size]))
        position += size
        size, position = read_varint(section, position)
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


def read_varint(data: bytes, position: int) -> tuple[int, int]:
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

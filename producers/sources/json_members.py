"""Where the members of a JSON text's top-level object lie, byte for byte, without decoding it."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_PLAIN = rb'[^"{}\[\]]++'
_FLAT = rb"(?:" + _PLAIN + rb"|" + _STRING + rb")*+"
_NESTED = rb"(?:" + _PLAIN + rb"|" + _STRING + rb"|[{\[]" + _FLAT + rb"[}\]])*+"
# Swallows strings, scalars and whole innermost objects and lists: one step per remaining bracket.
_TO_BRACKET = re.compile(_NESTED, re.DOTALL)
_KEY = re.compile(rb"[ \t\r\n]*+(" + _STRING + rb")[ \t\r\n]*+:[ \t\r\n]*+", re.DOTALL)
_SIMPLE_VALUE = re.compile(rb'(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\s,"{}\[\]]++)', re.DOTALL)
_SEPARATOR = re.compile(rb"[ \t\r\n]*+([,}])")
_OPENING = re.compile(rb"[ \t\r\n]*+\{")
_CLOSING = re.compile(rb"[ \t\r\n]*+\}")
_MOST_STEPS = 200_000
"""More brackets than this are nobody's event; the walk stops instead of holding up others."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its decoded key, and where its value begins and ends."""

    key: str
    start: int
    end: int


class NotAnObject(ValueError):
    """The text's members cannot be told apart."""


def members(text: bytes) -> list[Member]:
    """The members of the top-level object in their order, doubled keys included.

    Raises NotAnObject when the text is no object or its brackets and quotes do not match. Scalars
    are not checked: `NaN` or a missing exponent is somebody else's finding.
    """
    return list(_walk(text))


def replaced(text: bytes, keys: Collection[str], *, by: bytes) -> bytes:
    """The text with the values of these top-level keys replaced; `null` and `""` stay.

    Every other byte stays as it is. Raises NotAnObject as `members` does.
    """
    parts: list[bytes] = []
    done = 0
    for member in members(text):
        if member.key in keys and text[member.start : member.end] not in {b"null", b'""'}:
            parts += [text[done : member.start], by]
            done = member.end
    return b"".join([*parts, text[done:]]) if parts else text


def objects(text: bytes) -> list[bytes]:
    """The objects of a text that holds nothing but objects, one after another, each byte for byte.

    Raises NotAnObject where something else begins or an object does not end.
    """
    found: list[bytes] = []
    position = 0
    while opening := _OPENING.match(text, position):
        position = _end_of_value(text, opening.end() - 1)
        found.append(text[opening.end() - 1 : position])
    if text[position:].strip():
        raise NotAnObject(f"no object at byte {position}")
    return found


def _walk(text: bytes) -> Iterator[Member]:
    opening = _OPENING.match(text)
    if opening is None:
        raise NotAnObject("the text does not begin with {")
    position = opening.end()
    if _CLOSING.match(text, position):
        return
    while True:
        key = _KEY.match(text, position)
        if key is None:
            raise NotAnObject(f"no key at byte {position}")
        end = _end_of_value(text, key.end())
        yield Member(_decoded(key.group(1)), key.end(), end)
        separator = _SEPARATOR.match(text, end)
        if separator is None:
            raise NotAnObject(f"no comma at byte {end}")
        if separator.group(1) == b"}":
            return
        position = separator.end()


def _decoded(key: bytes) -> str:
    if b"\\" not in key:
        return key[1:-1].decode("utf-8", "replace")
    try:
        return str(json.loads(key))
    except ValueError:
        raise NotAnObject("a key is not a JSON string") from None


def _end_of_value(text: bytes, start: int) -> int:
    if text[start : start + 1] not in {b"{", b"["}:
        simple = _SIMPLE_VALUE.match(text, start)
        if simple is None:
            raise NotAnObject(f"no value at byte {start}")
        return simple.end()
    depth = 1
    position = start + 1
    for _ in range(_MOST_STEPS):
        found = _TO_BRACKET.match(text, position)
        position = found.end() if found else position
        bracket = text[position : position + 1]
        if bracket not in {b"{", b"[", b"}", b"]"}:
            break
        position += 1
        depth += 1 if bracket in b"{[" else -1
        if depth == 0:
            return position
    raise NotAnObject(f"the value at byte {start} does not end")

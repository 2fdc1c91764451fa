"""The byte-level view of a JSON object's members."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.sources.json_members import NotAnObject, members, replaced

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(
    value=st.dictionaries(st.text(), JSON),
    indent=st.sampled_from([None, 2]),
    ascii_only=st.booleans(),
)
def test_members_are_those_that_a_json_parser_finds(
    value: dict[str, object], *, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode(
        "utf-8", "surrogatepass"
    )
    found = {member.key: json.loads(text[member.start : member.end]) for member in members(text)}
    assert list(found.values()) == list(value.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"a":1,"password":"p","b":2}', b'{"a":1,"password":X,"b":2}'),
        (b'{"password" : "p\\"q" , "b":2} ', b'{"password" : X , "b":2} '),
        (b'{"a":{"password":"p"},"c":["password"]}', b'{"a":{"password":"p"},"c":["password"]}'),
        (b'{"password":"p","password":"q"}', b'{"password":X,"password":X}'),
        (b'{"\\u0070assword":"p"}', b'{"\\u0070assword":X}'),
        (b'{"x\\"password":"p","a":"\\"password\\":\\"q\\""}', None),
        (b'{"password":null,"a":1}', None),
        (b'{"password":"","a":1}', None),
        (b'{"password":["p",{"q":[]}],"a":1}', b'{"password":X,"a":1}'),
        (b'{"password":17}', b'{"password":X}'),
        (b"{}", None),
        (b" { } ", None),
        (b'{"a":NaN,"password":"p"}', b'{"a":NaN,"password":X}'),
        (b'{"a":"\xff","password":"p"}', b'{"a":"\xff","password":X}'),
        (b'{"password":"p"}garbage', b'{"password":X}garbage'),
    ],
)
def test_only_top_level_values_are_replaced(text: bytes, expected: bytes | None) -> None:
    assert replaced(text, {"password"}, by=b"X") == (text if expected is None else expected)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b'"password"',
        b"\xef\xbb\xbf{}",
        b'{"a":1',
        b'{"a":[1}',
        b'{"a"}',
        b'{"a":}',
        b'{"a":1,}',
        b'{"a":"b}',
        b'{"\\x":1}',
        b'{"a":' + b"[" * 300_000,
    ],
)
def test_a_text_whose_members_cannot_be_told_apart_is_said_so(text: bytes) -> None:
    with pytest.raises(NotAnObject):
        members(text)


def test_depth_is_no_danger() -> None:
    depth = 50_000
    text = b'{"a":' + b"[" * depth + b"]" * depth + b',"password":"p"}'
    assert replaced(text, {"password"}, by=b"X").endswith(b',"password":X}')


@given(text=st.binary(max_size=60))
def test_no_bytes_break_it(text: bytes) -> None:
    try:
        found = members(b'{"a":' + text)
    except NotAnObject:
        return
    assert all(member.start < member.end for member in found)

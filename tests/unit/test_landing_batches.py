"""Which records can be used, and what is said of the others."""

import hashlib
import json
from collections.abc import Iterator

import duckdb
import pytest

from osspulse.deliveries import Headers
from osspulse.kafka import Partition, Record
from osspulse.landing.batches import Batch
from osspulse.landing.batches import sort_records as sort_without_bodies
from osspulse.landing.bodies import set_unusable_bodies_aside
from osspulse.landing.storing import headers_as_json


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def a_record(value: bytes | None, *, offset: int = 0, headers: Headers | None = None) -> Record:
    facts = {
        "ce_source": "github",
        "ce_type": "com.github.issues",
        "ce_id": f"delivery-{offset}",
        "ce_time": "2026-06-01T00:00:00Z",
        "content-type": "application/json",
        "ce_bodysha256": hashlib.sha256(value or b"").hexdigest(),
    }
    written = [(name, text.encode()) for name, text in facts.items()]
    return Record.of(
        Partition("events", 0),
        offset,
        value=value,
        headers=written if headers is None else headers,
    )


def sort_records(records: list[Record], *, connection: duckdb.DuckDBPyConnection) -> Batch:
    return set_unusable_bodies_aside(sort_without_bodies(records), connection=connection)


def reasons(batch: Batch) -> list[str]:
    return [lost.reason for lost in batch.quarantined]


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        '{"title":"你好 🎉 \\u0000"}'.encode(),
        b'{"a":1,"a":2}',
        b'{"not a number":"NaN, 1e999: Infinity","sha":"1e999"}',
        b'{"n":1e308}',
        b'{"id":' + b"9" * 5000 + b"}",
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b' {"spaces": "are kept" }\r\n',
    ],
)
def test_a_usable_body_is_kept_byte_for_byte(
    body: bytes, connection: duckdb.DuckDBPyConnection
) -> None:
    batch = sort_records([a_record(body)], connection=connection)

    assert batch.quarantined == ()
    assert batch.events["body"][0].as_py().encode() == body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "tombstone"),
        (b"", "empty_body"),
        (b"\xff\xfe{}", "invalid_utf8"),
        (b"\xef\xbb\xbf{}", "invalid_json"),
        (b"not json", "invalid_json"),
        (b'{"a":1} trailing', "invalid_json"),
        (b'{"lone":"\\ud800"}', "invalid_json"),
        (b'{"raw control character":"\x00"}', "invalid_json"),
        (b"[1,2]", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"a":NaN}', "nonfinite_number"),
        (b'{"a":-Infinity}', "nonfinite_number"),
        (b'{"a":[1,1e999]}', "nonfinite_number"),
        (b'{"a": [ 1e+999 ]}', "nonfinite_number"),
        (b'{"a":nan}', "nonfinite_number"),
        (b'{"a": -inf}', "nonfinite_number"),
    ],
)
def test_an_unusable_body_goes_to_quarantine_whole(
    body: bytes | None, reason: str, connection: duckdb.DuckDBPyConnection
) -> None:
    record = a_record(body)

    batch = sort_records([record], connection=connection)

    assert reasons(batch) == [reason]
    assert batch.quarantined[0].record == record
    assert len(batch.events) == 0


def test_one_poisonous_record_does_not_hold_up_the_others(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    records = [a_record(b"{}", offset=offset) for offset in range(1000)]
    records[500] = a_record(b'{"lone":"\\ud800"}', offset=500)

    batch = sort_records(records, connection=connection)

    assert batch.events["offset"].to_pylist() == [*range(500), *range(501, 1000)]
    assert reasons(batch) == ["invalid_json"]


def test_a_record_without_our_headers_goes_to_quarantine(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    batch = sort_records([a_record(b"{}", headers=[])], connection=connection)

    assert reasons(batch) == ["header ce_source is missing"]


def test_a_body_that_changed_on_its_way_goes_to_quarantine(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    changed = a_record(b'{"a":1}')
    headers = [(name, value or b"") for name, value in a_record(b'{"a":2}').headers]

    batch = sort_records([a_record(changed.value, headers=headers)], connection=connection)

    assert reasons(batch) == ["body_differs_from_its_hash"]


def test_headers_in_quarantine_can_be_read_whatever_they_hold() -> None:
    record = a_record(b"{}", headers=[("a", b"text"), ("a", b"\xff")])

    assert json.loads(headers_as_json(record)) == [["a", "text"], ["a", "base64:/w=="]]

"""The record contract."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from osspulse.deliveries import Delivery, read_headers
from osspulse.errors import InvalidEvent

DELIVERY = Delivery(
    source="github",
    event="issues",
    delivery_id="72d3162e-cc78-11e3-81ab-4c9367dc0958",
    received_at=datetime(2026, 6, 1, 8, 30, 15, 250_000, UTC),
    content_type="application/json",
    body=b'{"action":"opened"}',
    platform="github",
    repository_id="42",
    secret_id="first",
)


def test_headers_are_cloudevents_in_binary_mode() -> None:
    assert DELIVERY.headers() == [
        ("ce_specversion", b"1.0"),
        ("ce_id", b"72d3162e-cc78-11e3-81ab-4c9367dc0958"),
        ("ce_source", b"github"),
        ("ce_type", b"com.github.issues"),
        ("ce_time", b"2026-06-01T08:30:15.250000Z"),
        ("content-type", b"application/json"),
        ("ce_bodysha256", b"d592421cfe150deec6c49b8989cc99478e39c7f8cdd4c36f5b1c4cfeff394e24"),
        ("ce_secretid", b"first"),
    ]


def test_landing_reads_back_what_a_producer_wrote() -> None:
    facts = read_headers(DELIVERY.headers())

    assert facts.source == DELIVERY.source
    assert facts.event == DELIVERY.event
    assert facts.delivery_id == DELIVERY.delivery_id
    assert facts.received_at == DELIVERY.received_at
    assert facts.content_type == DELIVERY.content_type
    assert facts.body_sha256 == DELIVERY.body_sha256


def test_the_key_keeps_a_repository_in_one_partition() -> None:
    assert DELIVERY.key == b"github:42"


def test_a_delivery_without_a_repository_has_no_key() -> None:
    assert replace(DELIVERY, repository_id=None).key is None


@pytest.mark.parametrize("name", ["ce_source", "ce_type", "ce_id", "ce_time", "ce_bodysha256"])
def test_a_missing_header_is_named(name: str) -> None:
    headers = [header for header in DELIVERY.headers() if header[0] != name]

    with pytest.raises(InvalidEvent, match=f"header {name} is missing"):
        read_headers(headers)


def test_a_header_that_is_no_text_is_named() -> None:
    headers = [("ce_id", b"\xff"), *DELIVERY.headers()]

    with pytest.raises(InvalidEvent, match="header ce_id is not UTF-8"):
        read_headers(headers)


@pytest.mark.parametrize("moment", [b"yesterday", b"0001-01-01T00:00:00+14:00"])
def test_a_time_that_cannot_be_read_is_named(moment: bytes) -> None:
    headers = [("ce_time", moment), *DELIVERY.headers()]

    with pytest.raises(InvalidEvent, match="header ce_time is not a time"):
        read_headers(headers)


def test_the_first_of_two_equal_headers_counts() -> None:
    headers = [("ce_source", b"gitee"), *DELIVERY.headers()]

    assert read_headers(headers).source == "gitee"

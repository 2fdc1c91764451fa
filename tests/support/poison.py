"""Records that nobody should send, and what landing says of each."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kafka import KafkaProducer

from osspulse.kafka import Partition
from osspulse.settings import Settings

Pairs = list[tuple[str, bytes | None]]


class NoText(str):
    """A header name whose bytes are no UTF-8, as a producer in another language may write it."""

    def encode(self, *_given: object) -> bytes:
        return b"\xff\xfe\xc0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A record, and the reason it is put in quarantine for; None where it lands."""

    value: bytes | None
    headers: Pairs
    reason: str | None = None
    timestamp_ms: int | None = None


def told_of(value: bytes | None, *, name: str, **changed: bytes | None) -> Pairs:
    """The headers that belong to a body; some of them changed, or left out where None."""
    headers: Mapping[str, bytes | None] = {
        "ce_specversion": b"1.0",
        "ce_id": name.encode(),
        "ce_source": b"github",
        "ce_type": b"com.github.issues",
        "ce_time": b"2026-06-01T08:00:00Z",
        "content-type": b"application/json",
        "ce_bodysha256": hashlib.sha256(value or b"").hexdigest().encode(),
    }
    headers = {**headers, **changed}
    return [(key, told) for key, told in headers.items() if told is not None]


_BODIES: dict[str, tuple[bytes | None, str | None]] = {
    "L01 tombstone": (None, "tombstone"),
    "L02 empty": (b"", "empty_body"),
    "L02 no JSON": (b"not json", "invalid_json"),
    "L02 no UTF-8": (b"\xff\xfe{}", "invalid_utf8"),
    "L02 a list": (b"[1,2]", "not_an_object"),
    "L18 times of all kinds": (
        b'{"created_at":"0000-00-00","at":"+08:00","ms":"1717200000000"}',
        None,
    ),
    "L19 huge integer": (b'{"id":' + b"9" * 5_000 + b"}", None),
    "L19 float and text for ids": (b'{"id":1.5,"user":{"id":"42"}}', None),
    "L20 equal keys": (b'{"a":1,"a":2}', None),
    "L20 lone surrogate": (b'{"a":{"b":"\\ud800"}}', "invalid_json"),
    "L20 NaN deep inside": (b'{"a":[{"b":NaN}]}', "nonfinite_number"),
    "L20 infinite number": (b'{"a":[{"b":1e999}]}', "nonfinite_number"),
    "L21 depth": (b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}", None),
    "L22 other types than usual": (b'{"repository":"text","sender":[]}', None),
    "L23 nobody and nothing": (b'{"repository":null,"sender":null}', None),
}


def the_cases() -> Iterator[Case]:
    """One of each."""
    for name, (value, reason) in _BODIES.items():
        yield Case(value=value, headers=told_of(value, name=name), reason=reason)
    body = b'{"number":1}'
    for needed in ("ce_source", "ce_type", "ce_id", "ce_time", "ce_bodysha256"):
        yield Case(
            value=body,
            headers=told_of(body, name=f"L04 without {needed}", **{needed: None}),
            reason=f"header {needed} is missing",
        )
    yield Case(value=body, headers=[], reason="header ce_source is missing")
    whole = told_of(body, name="L04 doubled")
    yield Case(value=body, headers=[*whole, ("ce_id", b"another")])
    yield Case(value=body, headers=[*told_of(body, name="L04 huge"), ("big", b"x" * 1_000_000)])
    yield Case(
        value=body,
        headers=told_of(body, name="", ce_id=b"\xff"),
        reason="header ce_id is not UTF-8",
    )
    yield Case(
        value=body,
        headers=told_of(body, name="L17", ce_time=b"yesterday"),
        reason="header ce_time is not a time",
    )
    yield Case(
        value=b'{"number":2}',
        headers=told_of(body, name="changed"),
        reason="body_differs_from_its_hash",
    )
    for number in range(3):
        headers = [(NoText("?"), b"any"), *told_of(body, name=f"L03 {number}")]
        yield Case(value=body, headers=headers, reason="undecodable_header")
    for timestamp_ms in (0, 1):  # the broker refuses negative ones and those of the future
        named = told_of(body, name=f"L17 {timestamp_ms}")
        yield Case(value=body, headers=named, timestamp_ms=timestamp_ms)


@contextmanager
def a_raw_producer(settings: Settings, **options: object) -> Iterator[KafkaProducer]:
    """The client as it comes, closed in the end."""
    client = KafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap_servers,
        acks="all",
        max_request_size=300_000_000,
        **options,
    )
    try:
        yield client
    finally:
        client.close()


def spoil_last_batch(broker: Settings, part: Partition) -> None:
    """Flip a byte of what lies last on the broker's disk; it does not look at it again."""
    (segment,) = (broker.home / "kafka" / "data").glob(f"{part.topic}-{part.number}/*.log")
    spoil(segment, from_end=5)


def spoil(file: Path, *, from_end: int) -> None:
    """Flip the bits of one byte."""
    place = file.stat().st_size - from_end
    with file.open("r+b") as opened:
        opened.seek(place)
        (byte,) = opened.read(1)
        opened.seek(place)
        opened.write(bytes([byte ^ 0xFF]))

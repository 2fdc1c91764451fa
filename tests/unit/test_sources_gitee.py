"""Gitee deliveries from headers and bodies."""

import json
from datetime import UTC, datetime

import pytest

from producers.refusals import Refusal, Refused
from producers.sources import gitee
from producers.sources.body_shapes import subject_of
from producers.sources.request_headers import RequestHeaders

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _headers(event: bytes | None, *, ping: bytes | None = None) -> RequestHeaders:
    values = {b"x-gitee-event": event, b"x-gitee-ping": ping}
    return RequestHeaders((name, value) for name, value in values.items() if value is not None)


@pytest.mark.parametrize(
    ("header", "event"),
    [
        (b"Push Hook", "push_hooks"),
        (b"Tag Push Hook", "tag_push_hooks"),
        (b"Issue Hook", "issue_hooks"),
        (b"Merge Request Hook", "merge_request_hooks"),
        (b"Note Hook", "note_hooks"),
        (b"note_hooks", "note_hooks"),
    ],
)
def test_events_are_named_as_the_bodies_name_them(header: bytes, event: str) -> None:
    assert gitee.event_name(_headers(header)) == event


@pytest.mark.parametrize(
    "header", [None, b"", b"Push  Hook", b"Push Hook\n", b"../x", b"a" * 99, b"\xe4"]
)
def test_a_strange_event_name_is_refused(header: bytes | None) -> None:
    with pytest.raises(Refused) as refused:
        gitee.event_name(_headers(header))
    assert refused.value.refusal is Refusal.BAD_EVENT_NAME


@pytest.mark.parametrize(("ping", "event"), [(b"true", "ping_hooks"), (b"false", "push_hooks")])
def test_only_a_header_tells_a_ping_from_a_push(ping: bytes, event: str) -> None:
    assert gitee.event_name(_headers(b"Push Hook", ping=ping)) == event


def _body(**changes: object) -> bytes:
    body = {"note": "hi", "password": "", "timestamp": "1633691608022", "sign": "abc="} | changes
    return json.dumps(body).encode()


def test_a_re_send_keeps_its_delivery_id() -> None:
    first = gitee.delivery_id("note_hooks", _body())
    again = gitee.delivery_id("note_hooks", _body(timestamp="1633691609999", sign="xyz="))
    assert again == first


@pytest.mark.parametrize(
    ("event", "body"), [("issue_hooks", _body()), ("note_hooks", _body(note="ho"))]
)
def test_another_delivery_has_another_id(event: str, body: bytes) -> None:
    assert gitee.delivery_id(event, body) != gitee.delivery_id("note_hooks", _body())


def test_a_body_that_is_no_object_still_has_an_id() -> None:
    assert gitee.delivery_id("note_hooks", b"[]") != gitee.delivery_id("note_hooks", b"[1]")


@pytest.mark.parametrize(
    "body", [b'[{"password":"s3cr\\"et"}]', b'{"password":"s3cr\\"et', b's3cr"et', b'"s3cr\\"et']
)
def test_known_secrets_are_taken_out_of_what_is_no_object(body: bytes) -> None:
    assert b"s3cr" not in gitee.redacted(body, known_secrets=[b's3cr"et', b""])


@pytest.mark.parametrize(
    ("broken", "kept"),
    [
        (
            b'{"password": "ab\\"c", "sign" : "xyz", oh',
            b'{"password": "[redacted]", "sign" : "[redacted]", oh',
        ),
        (b'{"sign":"cut off', b'{"sign":"[redacted]"'),
        (b'{"sign":"\\/cut\\', b'{"sign":"[redacted]"'),
        (b'{"password":"", "design":"stays", oh', b'{"password":"", "design":"stays", oh'),
    ],
)
def test_what_looks_like_a_secret_leaves_an_unreadable_body(broken: bytes, kept: bytes) -> None:
    assert gitee.redacted(broken, known_secrets=[]) == kept


def test_the_record_is_redacted_and_named_after_the_original() -> None:
    body = b'{"project":{"id":9},"sign":"abc=","password":"p"}'
    delivery = gitee.delivery(
        _headers(b"Push Hook"),
        body,
        subject=subject_of(body),
        received_at=NOW,
        secret_id="main",
        known_secrets=[],
    )
    assert delivery.body == b'{"project":{"id":9},"sign":"[redacted]","password":"[redacted]"}'
    assert delivery.key == b"gitee:9"
    assert delivery.delivery_id == gitee.delivery_id("push_hooks", body)

"""GitHub deliveries from headers and bodies."""

from datetime import UTC, datetime
from urllib.parse import quote_plus

import pytest

from osspulse.deliveries import Delivery
from producers.refusals import Refusal, Refused
from producers.sources import github
from producers.sources.body_shapes import UNKNOWN, subject_of
from producers.sources.request_headers import RequestHeaders

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GUID = b"0D9C9C1E-7a8b-4c55-9a3a-000000000001"


def _headers(**changes: bytes | None) -> RequestHeaders:
    values: dict[str, bytes | None] = {
        "content_type": b"application/json",
        "x_github_event": b"pull_request",
        "x_github_delivery": GUID,
        **changes,
    }
    return RequestHeaders(
        (name.replace("_", "-").encode(), value) for name, value in values.items() if value
    )


def test_a_delivery_says_what_its_headers_and_body_say() -> None:
    body = b'{"repository":{"id":7}}'
    assert github.delivery(
        _headers(), body, subject=subject_of(body), received_at=NOW, secret_id="main"
    ) == Delivery(
        source="github",
        event="pull_request",
        delivery_id=GUID.decode().lower(),
        received_at=NOW,
        content_type="application/json",
        body=body,
        platform="github",
        repository_id="7",
        secret_id="main",
    )


@pytest.mark.parametrize(
    "name",
    [None, b"Issues", b"issues\r\n", b"a" * 65, b"../issues", b"issu\xc3\xa9s", b"issues ", b"1"],
)
def test_a_strange_event_name_is_refused(name: bytes | None) -> None:
    with pytest.raises(Refused) as refused:
        github.event_name(_headers(x_github_event=name))
    assert refused.value.refusal is Refusal.BAD_EVENT_NAME


@pytest.mark.parametrize("guid", [None, b"1", GUID + b"0", GUID.replace(b"-", b""), b"\xff" * 36])
def test_a_delivery_id_that_is_no_uuid_is_refused(guid: bytes | None) -> None:
    with pytest.raises(Refused) as refused:
        github.delivery_id(_headers(x_github_delivery=guid))
    assert refused.value.refusal is Refusal.BAD_DELIVERY_ID


def test_a_header_that_came_twice_is_refused() -> None:
    headers = RequestHeaders([(b"x-github-event", b"push"), (b"x-github-event", b"push")])
    with pytest.raises(Refused) as refused:
        github.event_name(headers)
    assert refused.value.refusal is Refusal.DOUBLED_HEADER


@pytest.mark.parametrize(
    "content_type",
    [
        b"application/json",
        b"application/json; charset=UTF-8",
        b"Application/JSON ;  Charset = utf8 ",
        b'application/json;charset="utf-8"',
        b"application/json;",
        b"application/json; boundary=x",
    ],
)
def test_json_is_json_however_it_is_written(content_type: bytes) -> None:
    assert _headers(content_type=content_type).media_type() == "json"


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        b"text/plain",
        b"application/json; charset=utf-16",
        b"application/json; charset=utf-7",
        b"application/json; charset=rot13",
        b"application/json; charset=base64",
        b"application/json; charset=",
        b"application/json; charset=utf-8; charset=utf-16",
        b"application/jsonx",
        b"\xff",
    ],
)
def test_anything_else_is_refused(content_type: bytes | None) -> None:
    with pytest.raises(Refused) as refused:
        _headers(content_type=content_type).media_type()
    assert refused.value.refusal is Refusal.UNSUPPORTED_MEDIA_TYPE


FORM = b"application/x-www-form-urlencoded"


@pytest.mark.parametrize("text", ['{"title":"a+b & c=d %20 \\u00e9"}', '{"title":"中文 ✓"}', ""])
def test_a_form_is_decoded_once(text: str) -> None:
    body = ("payload=" + quote_plus(text)).encode()
    assert github.json_body(_headers(content_type=FORM), body) == text.encode()


@pytest.mark.parametrize(
    "body", [b"payload=%FF%FE", b"payload=a&payload=b", b"x=1", b"\xff=1", b"&" * 99]
)
def test_a_strange_form_is_kept_for_quarantine(body: bytes) -> None:
    kept = github.json_body(_headers(content_type=FORM), body)
    assert kept in {body, b"\xff\xfe"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"repository":{"id":7}} trailing',
        b'{"repository":{"id":"7"}}',
        b'{"repository":{"id":' + b"9" * 5000 + b"}}",
        b'{"a":NaN}',
        b"[" * 100_000,
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"repository":{"full_name":"\xff\xfe"}}',
        b'{"repository":{"full_name":"\\ud800"}}',
    ],
)
def test_a_body_that_cannot_be_read_names_no_repository(body: bytes) -> None:
    assert subject_of(body) == UNKNOWN


def test_an_organisation_event_has_an_owner_but_no_repository() -> None:
    subject = subject_of(b'{"organization":{"login":"Acme"}}')
    assert (subject.repository_id, subject.owner_names) == (None, frozenset({"acme"}))

"""Bodies and their descriptions (R15-R19, R27-R36, R58, R61), over a real socket."""

import json
from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from receiver_harness import Answer, FakeProducer, RunningReceiver, a_receiver, github_headers

from producers.webhook.intake import MAX_BODY_BYTES

BODY = b'{"action":"opened","repository":{"id":7,"full_name":"acme/robot"}}'


@pytest.fixture(scope="module")
def producer() -> FakeProducer:
    return FakeProducer()


@pytest.fixture(scope="module")
def receiver(producer: FakeProducer) -> Iterator[RunningReceiver]:
    with a_receiver(producer) as running:
        yield running


@pytest.fixture(autouse=True)
def _start_empty(producer: FakeProducer) -> None:
    producer.records.clear()


def _post(
    receiver: RunningReceiver, body: bytes, *, content_type: str = "application/json"
) -> Answer:
    headers = github_headers(body, content_type=content_type)
    return receiver.post("/webhooks/github", headers, body)


@pytest.mark.parametrize("text", [BODY.decode(), '{"title":"a+b&c=d %20 中文 ✓ 🚀"}'])
def test_r15_a_form_is_verified_raw_and_landed_as_json(
    receiver: RunningReceiver, producer: FakeProducer, text: str
) -> None:
    body = ("payload=" + quote_plus(text)).encode()
    answer = _post(receiver, body, content_type="application/x-www-form-urlencoded")
    assert answer.status == 202
    (record,) = producer.records
    assert record.value == text.encode()
    assert record.header("content-type") == "application/json"


def test_r15_a_json_hook_is_landed_as_it_came(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    assert _post(receiver, BODY).status == 202
    assert [record.value for record in producer.records] == [BODY]


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=UTF-8", "Application/JSON", "application/json ;  charset = utf-8 "],
)
def test_r16_json_is_json_however_it_is_written(
    receiver: RunningReceiver, content_type: str
) -> None:
    assert _post(receiver, BODY, content_type=content_type).status == 202


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "rot13", "base64", "bogus"])
def test_r17_another_charset_is_refused(
    receiver: RunningReceiver, producer: FakeProducer, charset: str
) -> None:
    answer = _post(receiver, BODY, content_type=f"application/json; charset={charset}")
    assert (answer.status, answer.error) == (415, "unsupported_media_type")
    assert producer.records == []


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data; boundary=x"])
def test_r18_another_type_is_refused(
    receiver: RunningReceiver, producer: FakeProducer, content_type: str
) -> None:
    headers = [
        pair
        for pair in github_headers(BODY, content_type=content_type)
        if pair != ("Content-Type", "")
    ]
    answer = receiver.post("/webhooks/github", headers, BODY)
    assert (answer.status, answer.error) == (415, "unsupported_media_type")
    assert producer.records == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity, gzip"])
def test_r19_a_compressed_body_is_refused_and_never_inflated(
    receiver: RunningReceiver, producer: FakeProducer, encoding: str
) -> None:
    headers = [*github_headers(BODY), ("Content-Encoding", encoding)]
    answer = receiver.post("/webhooks/github", headers, BODY)
    assert (answer.status, answer.error) == (415, "unsupported_encoding")
    assert producer.records == []


def test_r27_an_empty_body_is_refused(receiver: RunningReceiver, producer: FakeProducer) -> None:
    answer = _post(receiver, b"")
    assert (answer.status, answer.error) == (400, "empty_body")
    assert producer.records == []


STRANGE = {
    "r28 invalid UTF-8": b'{"title":"\xff\xfe"}',
    "r29 malformed": b'{"title":',
    "r29 trailing garbage": BODY + b"garbage",
    "r29 BOM": b"\xef\xbb\xbf" + BODY,
    "r30 deep lists": b"[" * 100_000 + b"]" * 100_000,
    "r30 deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "r31 NaN": b'{"a":NaN,"b":Infinity}',
    "r31 1e999": b'{"a":1e999}',
    "r32 5,000 digits": b'{"repository":{"id":' + b"9" * 5_000 + b"}}",
    "r33 doubled keys": b'{"repository":{"id":1},"repository":{"id":2}}',
    "r34 lone surrogate": b'{"title":"\\ud800"}',
    "r35 NUL characters": b'{"title":"a\\u0000b"}',
    "r35 raw NUL": b'{"title":"a\x00b"}',
    "r36 a list": b"[]",
    "r36 a string": b'"text"',
    "r36 null": b"null",
    "r61 text of all kinds": json.dumps(
        {"title": "<script>alert(1)</script> **b** \u202eright to left 🚀" + "long " * 200_000},
        ensure_ascii=False,
    ).encode(),
}


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE.keys())
def test_what_is_authentic_but_strange_is_kept_byte_for_byte(
    receiver: RunningReceiver, producer: FakeProducer, body: bytes
) -> None:
    assert _post(receiver, body).status == 202
    assert [record.value for record in producer.records] == [body]


def test_r58_the_largest_legal_body_is_stored_whole(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    body = b'{"a":"' + b"x" * (MAX_BODY_BYTES - 8) + b'"}'
    assert len(body) == MAX_BODY_BYTES
    assert _post(receiver, body).status == 202
    assert [record.value for record in producer.records] == [body]


def test_a_chunked_body_is_a_body(receiver: RunningReceiver, producer: FakeProducer) -> None:
    headers = [*github_headers(BODY), ("Transfer-Encoding", "chunked")]
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n"
    assert receiver.post("/webhooks/github", headers, chunks).status == 202
    assert [record.value for record in producer.records] == [BODY]


def test_requests_follow_each_other_on_one_connection(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    from receiver_harness import read_answer, request_bytes

    request = request_bytes("POST", "/webhooks/github", github_headers(BODY), BODY)
    with receiver.connect() as connection:
        for _ in range(3):
            connection.sendall(request)
            assert read_answer(connection).status == 202
    assert len(producer.records) == 3

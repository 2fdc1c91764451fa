"""Whatever is sent: one of the known answers, and stored exactly when it was accepted."""

import json
import socket
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from receiver_harness import (
    FakeProducer,
    RunningReceiver,
    a_receiver,
    gitee_headers,
    github_headers,
    read_answer,
    request_bytes,
)

from producers.refusals import Refusal

KNOWN = {200, 202} | {refusal.status for refusal in Refusal}
WORDS = {refusal.word for refusal in Refusal}

BODIES = st.one_of(
    st.binary(max_size=300),
    st.dictionaries(
        st.sampled_from(["repository", "project", "password", "sign", "timestamp", "x"]),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=10),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["id", "full_name", "password"]), inner, max_size=3
                )
            ),
            max_leaves=8,
        ),
    ).map(lambda value: json.dumps(value).encode()),
)
VALUES = st.binary(max_size=80).map(lambda value: value.translate(None, b"\r\n\0"))
NAMES = st.sampled_from(
    [
        "Content-Type",
        "Content-Encoding",
        "Content-Length",
        "Transfer-Encoding",
        "Expect",
        "X-GitHub-Event",
        "X-GitHub-Delivery",
        "X-Hub-Signature-256",
        "X-Gitee-Event",
        "X-Gitee-Token",
        "X-Gitee-Timestamp",
        "X-Gitee-Ping",
        "X-Other",
    ]
)
quickly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def producer() -> FakeProducer:
    return FakeProducer()


@pytest.fixture(scope="module")
def receiver(producer: FakeProducer) -> Iterator[RunningReceiver]:
    with a_receiver(producer) as running:
        yield running


def _check(receiver: RunningReceiver, producer: FakeProducer, request: bytes) -> None:
    producer.records.clear()
    with receiver.connect() as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)  # whatever it waits for will not come
        try:
            answer = read_answer(connection)
        except EOFError:
            assert producer.records == []
            return
    assert answer.status in KNOWN
    if answer.status in {200, 202}:
        assert len(producer.records) == 1
    else:
        assert answer.error in WORDS
        assert producer.records == [], answer.error


@quickly
@given(body=BODIES, strange=st.tuples(NAMES, VALUES, st.integers(0, 5)))
def test_github_deliveries_with_one_strange_header(
    receiver: RunningReceiver,
    producer: FakeProducer,
    body: bytes,
    strange: tuple[str, bytes, int],
) -> None:
    name, value, position = strange
    headers = github_headers(body)
    kept = [pair for pair in headers if pair[0] != name]
    kept.insert(position, (name, value))
    _check(receiver, producer, request_bytes("POST", "/webhooks/github", kept, body))


@quickly
@given(body=BODIES, name=NAMES, value=VALUES)
def test_gitee_deliveries_with_one_strange_header(
    receiver: RunningReceiver, producer: FakeProducer, body: bytes, name: str, value: bytes
) -> None:
    kept = [pair for pair in gitee_headers() if pair[0] != name]
    request = request_bytes("POST", "/webhooks/gitee", [*kept, (name, value)], body)
    _check(receiver, producer, request)


@quickly
@given(body=BODIES, cut=st.integers(0, 400), noise=st.binary(max_size=20))
def test_requests_that_are_cut_and_spoilt(
    receiver: RunningReceiver, producer: FakeProducer, body: bytes, cut: int, noise: bytes
) -> None:
    request = request_bytes("POST", "/webhooks/github", github_headers(body), body)
    _check(receiver, producer, request[:cut] + noise + request[cut:])


@quickly
@given(body=BODIES)
def test_signed_bodies_are_stored_byte_for_byte(
    receiver: RunningReceiver, producer: FakeProducer, body: bytes
) -> None:
    producer.records.clear()
    answer = receiver.post("/webhooks/github", github_headers(body), body)
    assert answer.status == (202 if body else 400)
    assert [record.value for record in producer.records] == ([body] if body else [])


def _once(test: Callable[..., None], **inputs: object) -> None:
    """One example of a property above."""
    test.hypothesis.inner_test(**inputs)  # type: ignore[attr-defined]


@pytest.mark.slow
@settings(quickly, max_examples=4_000)
@given(
    body=BODIES,
    strange=st.tuples(NAMES, VALUES, st.integers(0, 5)),
    spoilt=st.tuples(st.integers(0, 400), st.binary(max_size=20)),
)
def test_all_of_this_at_length(
    receiver: RunningReceiver,
    producer: FakeProducer,
    body: bytes,
    strange: tuple[str, bytes, int],
    spoilt: tuple[int, bytes],
) -> None:
    place: dict[str, object] = {"receiver": receiver, "producer": producer, "body": body}
    name, value, _ = strange
    cut, noise = spoilt
    _once(test_github_deliveries_with_one_strange_header, strange=strange, **place)
    _once(test_gitee_deliveries_with_one_strange_header, name=name, value=value, **place)
    _once(test_requests_that_are_cut_and_spoilt, cut=cut, noise=noise, **place)
    _once(test_signed_bodies_are_stored_byte_for_byte, **place)

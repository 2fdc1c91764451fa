"""Deliveries as the forges make them (R37-R44, R49-R53), over a real socket."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from receiver_harness import (
    GITEE_PASSWORD,
    GITEE_SECRET,
    GUID,
    Answer,
    FakeProducer,
    RunningReceiver,
    a_receiver,
    gitee_headers,
    gitee_sign,
    github_headers,
)

from producers.webhook.secrets import Secret, Secrets

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOW_MS = str(int(NOW.timestamp() * 1000))
BODY = b'{"action":"opened","repository":{"id":7,"full_name":"acme/robot"}}'


@pytest.fixture(scope="module")
def producer() -> FakeProducer:
    return FakeProducer()


@pytest.fixture
def receiver(producer: FakeProducer) -> Iterator[RunningReceiver]:
    producer.records.clear()
    with a_receiver(producer, clock=lambda: NOW) as running:
        yield running


def _github(
    receiver: RunningReceiver, body: bytes = BODY, *, event: str = "issues", guid: str = GUID
) -> Answer:
    return receiver.post("/webhooks/github", github_headers(body, event=event, guid=guid), body)


@pytest.mark.parametrize(
    ("absent", "error"),
    [("X-GitHub-Event", "bad_event_name"), ("X-GitHub-Delivery", "bad_delivery_id")],
)
def test_r37_event_and_delivery_id_are_needed(
    receiver: RunningReceiver, absent: str, error: str
) -> None:
    headers = [pair for pair in github_headers(BODY) if pair[0] != absent]
    answer = receiver.post("/webhooks/github", headers, BODY)
    assert (answer.status, answer.error) == (400, error)


def test_r38_an_unknown_event_is_landed_as_it_is(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    assert _github(receiver, event="brand_new_event").status == 202
    assert producer.records[0].header("ce_type") == "com.github.brand_new_event"


@pytest.mark.parametrize("event", ["a" * 10_000, "../issues", "issues/..", "Issues", "is sues"])
def test_r39_a_strange_event_name_is_refused_and_never_a_label(
    receiver: RunningReceiver, producer: FakeProducer, event: str
) -> None:
    answer = _github(receiver, event=event)
    assert (answer.status, answer.error) == (400, "bad_event_name")
    assert producer.records == []


@pytest.mark.parametrize("event", [b"iss\xc3\xbces", b"issues\x00", b"issues\rX-Evil: 1"])
def test_r39_bytes_that_are_no_name_are_refused(
    receiver: RunningReceiver, producer: FakeProducer, event: bytes
) -> None:
    headers = [pair for pair in github_headers(BODY) if pair[0] != "X-GitHub-Event"]
    answer = receiver.post("/webhooks/github", [*headers, ("X-GitHub-Event", event)], BODY)
    assert answer.status == 400
    assert producer.records == []


@pytest.mark.parametrize("guid", ["1", "not-a-uuid", GUID + "0", "../" + GUID])
def test_r40_a_delivery_id_is_a_uuid(receiver: RunningReceiver, guid: str) -> None:
    answer = _github(receiver, guid=guid)
    assert (answer.status, answer.error) == (400, "bad_delivery_id")


def test_r41_a_redelivery_is_accepted_under_the_same_id(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(lambda _: _github(receiver), range(16)))
    assert {answer.status for answer in answers} == {202}
    assert {record.header("ce_id") for record in producer.records} == {GUID}
    assert len(producer.records) == 16


def test_r42_another_body_under_the_same_id_is_kept_too(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    other = BODY.replace(b"opened", b"closed")
    assert [_github(receiver, body).status for body in (BODY, other)] == [202, 202]
    assert [record.value for record in producer.records] == [BODY, other]
    assert len({record.header("ce_bodysha256") for record in producer.records}) == 2
    assert receiver.count("osspulse_guid_conflicts_total", source="github") == 1


def test_r42_a_redelivery_is_no_conflict(receiver: RunningReceiver) -> None:
    assert [_github(receiver).status for _ in range(2)] == [202, 202]
    assert receiver.count("osspulse_guid_conflicts_total", source="github") == 0


def test_r43_a_ping_is_answered_200_and_landed(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    assert _github(receiver, event="ping").status == 200
    assert producer.records[0].header("ce_type") == "com.github.ping"
    assert receiver.metrics.pings.labels("github")._value.get() == 1


def test_an_organisation_event_has_no_repository_and_no_key(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    body = b'{"action":"member_added","organization":{"login":"acme"}}'
    assert _github(receiver, body, event="organization").status == 202
    assert producer.records[0].key is None


def _gitee(receiver: RunningReceiver, body: bytes = BODY, token: str | None = None) -> Answer:
    return receiver.post("/webhooks/gitee", gitee_headers(timestamp=NOW_MS, token=token), body)


def test_r49_a_seen_token_with_another_body_is_refused(
    receiver: RunningReceiver, producer: FakeProducer, caplog: pytest.LogCaptureFixture
) -> None:
    assert _gitee(receiver).status == 202
    encoded = gitee_sign(NOW_MS).replace("=", "%3D").replace("/", "%2F").replace("+", "%2B")
    with caplog.at_level(logging.WARNING, logger="producers.webhook.forges"):
        forged = [_gitee(receiver, BODY + b" "), _gitee(receiver, BODY + b" ", token=encoded)]
    assert [(answer.status, answer.error) for answer in forged] == [(409, "replayed")] * 2
    told = [
        record.message for record in caplog.records if record.name == "producers.webhook.forges"
    ]
    assert told == ["token came with another body"] * 2
    assert _gitee(receiver).status == 202
    assert [record.value for record in producer.records] == [BODY, BODY]


def test_r49_passwords_say_nothing_about_a_body(producer: FakeProducer) -> None:
    producer.records.clear()
    secrets = Secrets(gitee=(Secret(id="word", value=GITEE_PASSWORD, mode="password"),))
    with a_receiver(producer, secrets=secrets) as receiver:
        answers = [
            _gitee(receiver, body, token=GITEE_PASSWORD.decode()) for body in (BODY, BODY + b" ")
        ]
    assert [answer.status for answer in answers] == [202, 202]


def test_r51_a_gitee_ping_is_told_by_its_header(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    headers = gitee_headers(event="Push Hook", timestamp=NOW_MS, ping=True)
    assert receiver.post("/webhooks/gitee", headers, BODY).status == 200
    assert producer.records[0].header("ce_type") == "com.gitee.ping_hooks"


def test_r52_password_and_sign_reach_neither_kafka_nor_the_log(
    receiver: RunningReceiver, producer: FakeProducer, caplog: pytest.LogCaptureFixture
) -> None:
    sign = gitee_sign(NOW_MS)
    before, after = b'{"n": [1, {"password": "mine"}], "password": "', b'", "z": 1}'
    body = before + GITEE_SECRET + b'", "sign": "' + sign.encode() + after
    with caplog.at_level(logging.DEBUG):
        assert _gitee(receiver, body).status == 202
        assert _gitee(receiver, body + b" ").status == 409
        assert _gitee(receiver, body, token="wrong").status == 403
    (record,) = producer.records
    assert record.value == before + b'[redacted]", "sign": "[redacted]' + after
    everything = repr([record.headers, caplog.text, [vars(line) for line in caplog.records]])
    assert GITEE_SECRET.decode() not in everything
    assert sign not in everything


def test_a_re_send_of_gitee_has_the_same_id(
    producer: FakeProducer,
) -> None:
    producer.records.clear()
    moments = [NOW, NOW + timedelta(minutes=5)]
    clock = iter(moments)
    with a_receiver(producer, clock=lambda: next(clock)) as receiver:
        for moment in moments:
            timestamp = str(int(moment.timestamp() * 1000))
            sign = gitee_sign(timestamp).encode()
            body = b'{"note":"hi","timestamp":"%b","sign":"%b"}' % (timestamp.encode(), sign)
            headers = gitee_headers(timestamp=timestamp)
            assert receiver.post("/webhooks/gitee", headers, body).status == 202
    assert len({record.header("ce_id") for record in producer.records}) == 1

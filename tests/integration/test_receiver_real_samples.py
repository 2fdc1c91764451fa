"""Every real delivery through the real receiver into real Kafka, byte for byte."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from kafka_reading import records_of
from receiver_harness import (
    GITEE_SECRET,
    RunningReceiver,
    a_receiver,
    gitee_headers,
    github_headers,
)
from shared_samples import captured, captured_github_deliveries, octokit_payloads, signed_delivery

from osspulse.kafka import Producer
from osspulse.landing import land_new_events
from osspulse.settings import Settings
from producers.webhook.secrets import Secret, Secrets

GO_SCM_GITEE_SECRET = b"bBg5lrt03VixkX85CNqYIcecC0SIGASE"
SIGNED_SECRET = b"437EBE55A75911E8"
SECRETS = Secrets(
    github=(
        Secret(id="fresh", value=b"github-test-secret-0001"),
        Secret(id="signed", value=SIGNED_SECRET),
    ),
    gitee=(
        Secret(id="fresh", value=GITEE_SECRET),
        Secret(id="signed", value=SIGNED_SECRET),
        Secret(id="captured", value=GO_SCM_GITEE_SECRET),
    ),
)


@contextmanager
def _receiver(settings: Settings, *, moment: datetime | None = None) -> Iterator[RunningReceiver]:
    producer = Producer(settings)
    producer.learn([settings.kafka_topic_github, settings.kafka_topic_gitee])
    clock = (lambda: moment) if moment else (lambda: datetime.now(UTC))
    try:
        with a_receiver(producer, settings=settings, secrets=SECRETS, clock=clock) as receiver:
            yield receiver
    finally:
        producer.close()


def test_every_github_payload_arrives_byte_for_byte(kafka_settings: Settings) -> None:
    deliveries = octokit_payloads() + captured_github_deliveries()
    sent = {}
    with _receiver(kafka_settings) as receiver:
        for event, body in deliveries:
            guid = str(uuid.uuid4())
            headers = github_headers(body, event=event, guid=guid)
            answer = receiver.post("/webhooks/github", headers, body)
            assert answer.status == (200 if event == "ping" else 202)
            sent[guid] = body
    stored = records_of(kafka_settings, kafka_settings.kafka_topic_github)
    assert {record.facts.delivery_id: record.value for record in stored} == sent
    assert len(stored) == len(deliveries)
    landed = land_new_events(kafka_settings)
    assert (landed.new, landed.quarantined) == (len(deliveries), 0)


GITEE_HEADERS = {
    "push_hooks": "Push Hook",
    "tag_push_hooks": "Tag Push Hook",
    "issue_hooks": "Issue Hook",
    "merge_request_hooks": "Merge Request Hook",
    "note_hooks": "Note Hook",
}


def test_every_gitee_payload_arrives_but_for_what_is_redacted(kafka_settings: Settings) -> None:
    """Each carries its own signature of 2021, so each is sent at its own time."""
    bodies = [body for _, body in captured("gitee-webhooks/go-scm")]
    now = [datetime.now(UTC)]
    producer = Producer(kafka_settings)
    producer.learn([kafka_settings.kafka_topic_gitee])
    with a_receiver(
        producer, settings=kafka_settings, secrets=SECRETS, clock=lambda: now[0]
    ) as receiver:
        for body in bodies:
            facts = json.loads(body)
            now[0] = datetime.fromtimestamp(int(facts["timestamp"]) / 1000, UTC)
            headers = gitee_headers(
                event=GITEE_HEADERS[facts["hook_name"]],
                timestamp=facts["timestamp"],
                token=facts["sign"],
            )
            assert receiver.post("/webhooks/gitee", headers, body).status == 202
    producer.close()
    stored = records_of(kafka_settings, kafka_settings.kafka_topic_gitee)
    expected = [
        body.replace(json.dumps(json.loads(body)["sign"]).encode(), b'"[redacted]"')
        for body in bodies
    ]
    assert sorted(record.value for record in stored) == sorted(expected)
    assert {record.facts.event for record in stored} <= set(GITEE_HEADERS)
    assert len({record.facts.delivery_id for record in stored}) == len(bodies)
    landed = land_new_events(kafka_settings)
    assert (landed.new, landed.quarantined) == (len(bodies), 0)


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("github", "github-webhooks/signed/github_ping"),
        ("gitee", "gitee-webhooks/signed/gitee_push_ping"),
    ],
)
def test_a_real_signed_delivery_verifies_with_its_own_signature(
    kafka_settings: Settings, source: str, path: str
) -> None:
    headers, body = signed_delivery(path)
    moment = datetime(2022, 3, 7, 13, tzinfo=UTC)
    with _receiver(kafka_settings, moment=moment) as receiver:
        assert receiver.post(f"/webhooks/{source}", headers, body).status == 200
        changed = receiver.post(f"/webhooks/{source}", headers, body + b" ")
        assert changed.status == {"github": 403, "gitee": 409}[source]
    (stored,) = records_of(kafka_settings, f"{getattr(kafka_settings, 'kafka_topic_' + source)}")
    assert stored.facts.event in {"ping", "ping_hooks"}
    assert stored.value == body.replace(
        b'"mNR0yK7W4UlZ4E4aehEVtupxLaE73siwbGgDVSloTVE="', b'"[redacted]"'
    )

"""What each hook sent and what was refused: as metrics, and as records on a topic (R43, R51)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kafka_reading import records_of
from receiver_harness import (
    FakeProducer,
    RunningReceiver,
    a_receiver,
    gitee_headers,
    github_headers,
)
from receiver_process import a_delivery, a_receiver_process

from osspulse.deliveries import Delivery
from osspulse.errors import Unavailable
from osspulse.settings import Settings
from producers.webhook.app import now
from producers.webhook.hook_health import HookHealth

TOPIC = Settings().kafka_topic_hook_health
BODY = b'{"action":"opened","repository":{"id":7,"full_name":"acme/robot"}}'
MOMENT = datetime(2026, 11, 23, 12, tzinfo=UTC)
DELIVERY = Delivery(
    source="github",
    event="push",
    delivery_id="one",
    received_at=MOMENT,
    content_type="application/json",
    body=BODY,
    platform="github",
)
TIMESTAMP = str(int(MOMENT.timestamp() * 1000))


def _told(producer: FakeProducer) -> list[dict[str, Any]]:
    return [json.loads(record.value) for record in producer.records if record.topic == TOPIC]


def _github(receiver: RunningReceiver, *, event: str = "issues", hook_id: str = "41") -> int:
    headers = [*github_headers(BODY, event=event), ("X-GitHub-Hook-ID", hook_id)]
    return receiver.post("/webhooks/github", headers, BODY).status


def test_one_record_per_hook_tells_of_all_it_sent_meanwhile() -> None:
    producer = FakeProducer()
    with a_receiver(producer, clock=lambda: MOMENT) as receiver:
        assert [_github(receiver) for _ in range(3)] == [202] * 3
        assert _github(receiver, event="ping") == 200
        assert _github(receiver, hook_id="42") == 202
        ping = gitee_headers(timestamp=TIMESTAMP, ping=True)
        assert receiver.post("/webhooks/gitee", ping, BODY).status == 200
        receiver.health.tell()
        receiver.health.tell()
    usual = {"repository_id": "7", "last_received_at": "2026-11-23T12:00:00+00:00"}
    github = {"source": "github", "secret_id": "main"} | usual
    assert _told(producer) == [
        github | {"hook_id": "41", "delivery_count": 3, "ping_count": 1, "last_event": "ping"},
        github | {"hook_id": "42", "delivery_count": 1, "ping_count": 0, "last_event": "issues"},
        {"source": "gitee", "secret_id": "sign", "hook_id": None, "last_event": "ping_hooks"}
        | {"delivery_count": 0, "ping_count": 1}
        | usual,
    ]


def test_refusals_are_told_by_reason_and_nothing_of_the_request_is() -> None:
    producer = FakeProducer()
    with a_receiver(producer) as receiver:
        for guid in ("canary-guid", "canary-guid-2"):
            headers = github_headers(BODY, guid=guid)
            assert receiver.post("/webhooks/github", headers, BODY).status == 400
        forged = github_headers(BODY, secret=b"canary-secret-0000")
        assert receiver.post("/webhooks/github", forged, BODY).status == 403
        receiver.health.tell()
    assert _told(producer) == [
        {"source": "github", "refused": {"bad_delivery_id": 2, "bad_signature": 1}}
    ]


def test_a_strange_hook_id_is_no_hook_id() -> None:
    producer = FakeProducer()
    with a_receiver(producer) as receiver:
        assert _github(receiver, hook_id="../41") == 202
        receiver.health.tell()
    assert [facts["hook_id"] for facts in _told(producer)] == [None]


def test_the_hooks_that_are_remembered_are_bounded() -> None:
    producer = FakeProducer()
    health = HookHealth(producer, topic=TOPIC, clock=now, most=2)
    for number in range(5):
        health.heard(DELIVERY, hook_id=b"%d" % number, is_ping=False)
    health.tell()
    assert [facts["hook_id"] for facts in _told(producer)] == ["0", "1"]


def test_brokers_that_do_not_take_it_do_not_stop_deliveries() -> None:
    producer = FakeProducer()
    with a_receiver(producer) as receiver:
        assert _github(receiver) == 202
        producer.error = Unavailable("no broker")
        receiver.health.tell()
        producer.error = None
        assert _github(receiver) == 202


def test_metrics_tell_when_each_secret_signed_last() -> None:
    with a_receiver(FakeProducer(), clock=lambda: MOMENT) as receiver:
        assert _github(receiver) == 202
        assert _github(receiver, event="ping") == 200
        name = "osspulse_last_received_timestamp_seconds"
        for kind in ("delivery", "ping"):
            seen = receiver.count(name, source="github", secret="main", kind=kind)
            assert seen == MOMENT.timestamp()
        assert (
            receiver.count("osspulse_deliveries_signed_total", source="github", secret="main") == 2
        )


def test_a_receiver_that_ends_tells_what_it_still_knows(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    with a_receiver_process(kafka_settings, folder=tmp_path) as receiver:
        assert receiver.send(a_delivery(1)[2]).status == 202
        receiver.end()
    (record,) = records_of(kafka_settings, kafka_settings.kafka_topic_hook_health)
    assert (record.facts.source, record.facts.event) == ("receiver", "hook_health")
    assert json.loads(record.value)["delivery_count"] == 1

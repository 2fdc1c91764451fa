"""What the receiver takes, over a real socket."""

import json

from receiver_harness import (
    GITEE_SECRET,
    FakeProducer,
    a_receiver,
    gitee_headers,
    github_headers,
)


def test_a_signed_github_delivery_is_stored_before_it_is_accepted() -> None:
    producer = FakeProducer()
    body = b'{"action":"opened","repository":{"id":7,"full_name":"a/b"}}'
    with a_receiver(producer) as receiver:
        answer = receiver.post("/webhooks/github", github_headers(body), body)
    assert answer.status == 202
    assert json.loads(answer.body) == {"status": "accepted"}
    (record,) = producer.records
    assert record.topic == "osspulse.events.github"
    assert record.key == b"github:7"
    assert record.value == body
    assert record.header("ce_type") == "com.github.issues"
    assert record.header("ce_secretid") == "main"


def test_a_signed_gitee_delivery_is_stored_without_its_secrets() -> None:
    producer = FakeProducer()
    body = b'{ "hook_name" : "note_hooks", "password":"' + GITEE_SECRET + b'","x":{"sign":"s"}}'
    with a_receiver(producer) as receiver:
        answer = receiver.post("/webhooks/gitee", gitee_headers(event="Note Hook"), body)
    assert answer.status == 202
    (record,) = producer.records
    assert record.topic == "osspulse.events.gitee"
    assert record.value == (
        b'{ "hook_name" : "note_hooks", "password":"[redacted]","x":{"sign":"s"}}'
    )
    assert record.header("ce_type") == "com.gitee.note_hooks"

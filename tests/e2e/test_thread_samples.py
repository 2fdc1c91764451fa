"""Every real payload goes through the real receiver and Kafka, and lands byte for byte."""

import hashlib
import re
import uuid
from collections import Counter
from datetime import UTC, datetime

from receiver_harness import (
    GITEE_SECRET,
    RunningReceiver,
    a_receiver,
    gitee_headers,
    github_headers,
)
from shared_samples import captured, captured_github_deliveries, octokit_payloads, signed_delivery
from whole_thread import a_producer, rows

from osspulse.landing import land_new_events
from osspulse.settings import Settings
from producers.webhook.secrets import Secret, Secrets

_REDACTED = re.compile(rb'("(?:password|sign)"\s*:\s*)"[^"]*"')
_REAL_SECRET = b"437EBE55A75911E8"
_GITEE_HOOKS = {
    "push": "Push Hook",
    "tag": "Tag Push Hook",
    "issue": "Issue Hook",
    "pr": "Merge Request Hook",
    "note": "Note Hook",
}


def landed_bodies(settings: Settings) -> Counter[str]:
    """The hashes of the bodies that landed, after one landing that put nothing in quarantine."""
    landed = land_new_events(settings)
    assert landed.quarantined == 0
    found = rows(settings.warehouse_file, "select body from raw.events")
    return Counter(digest(body.encode()) for (body,) in found)


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def post_github(receiver: RunningReceiver, event: str, body: bytes) -> int:
    headers = github_headers(body, event=event, guid=str(uuid.uuid4()))
    return receiver.post("/webhooks/github", headers, body).status


def test_every_documented_and_captured_github_delivery_lands_as_it_was_sent(
    kafka_settings: Settings,
) -> None:
    payloads = [*octokit_payloads(), *captured_github_deliveries()]

    with (
        a_producer(kafka_settings) as producer,
        a_receiver(producer, settings=kafka_settings) as receiver,
    ):
        statuses = {post_github(receiver, name, body) for name, body in payloads}

    assert statuses <= {200, 202}
    assert landed_bodies(kafka_settings) == Counter(digest(body) for _, body in payloads)


def test_every_captured_gitee_delivery_lands_as_it_was_sent_but_for_its_secrets(
    kafka_settings: Settings,
) -> None:
    payloads = captured("gitee-webhooks/go-scm")

    with (
        a_producer(kafka_settings) as producer,
        a_receiver(producer, settings=kafka_settings) as receiver,
    ):
        statuses = {
            receiver.post(
                "/webhooks/gitee",
                gitee_headers(
                    event=_GITEE_HOOKS[name.split("_")[0]],
                    timestamp=str(int(datetime.now(UTC).timestamp() * 1000) + place),
                    secret=GITEE_SECRET,
                ),
                body,
            ).status
            for place, (name, body) in enumerate(payloads)
        }

    assert statuses == {202}
    land_new_events(kafka_settings)
    landed = rows(kafka_settings.warehouse_file, "select body from raw.events")
    assert Counter(without_secrets(body.encode()) for (body,) in landed) == Counter(
        without_secrets(body) for _, body in payloads
    )
    assert rows(kafka_settings.warehouse_file, "select * from raw.quarantine") == []


def without_secrets(body: bytes) -> bytes:
    return _REDACTED.sub(rb'\1""', body)


def test_real_signed_deliveries_verify_with_their_own_signatures_and_land(
    kafka_settings: Settings,
) -> None:
    secrets = Secrets(
        github=(Secret(id="real-github", value=_REAL_SECRET),),
        gitee=(Secret(id="real-gitee", value=_REAL_SECRET),),
    )
    github, github_body = signed_delivery("github-webhooks/signed/github_ping")
    gitee, gitee_body = signed_delivery("gitee-webhooks/signed/gitee_push_ping")
    then = datetime.fromtimestamp(1646657144, UTC)

    with (
        a_producer(kafka_settings) as producer,
        a_receiver(
            producer, settings=kafka_settings, secrets=secrets, clock=lambda: then
        ) as receiver,
    ):
        answers = [
            receiver.post("/webhooks/github", github, github_body),
            receiver.post("/webhooks/gitee", gitee, gitee_body),
        ]

    assert [answer.status for answer in answers] == [200, 200]
    land_new_events(kafka_settings)
    assert rows(
        kafka_settings.warehouse_file, "select source, event from raw.events order by all"
    ) == [("gitee", "ping_hooks"), ("github", "ping")]

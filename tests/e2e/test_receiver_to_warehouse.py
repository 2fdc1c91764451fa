"""From signed deliveries to what landed: duplicates (P6), conflicts (R42), strays (R44), the largest (R58)."""

import json
import random
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from embedded_broker import own_topics
from receiver_harness import GITEE_SECRET, GITHUB_SECRET, a_receiver, github_headers
from whole_thread import a_producer, rows

from osspulse.kafka import ensure_topics
from osspulse.landing import land_new_events
from osspulse.settings import Settings
from osspulse.transformation import build_marts
from producers.simulator import simulate
from producers.simulator.signing import Request, SigningSecrets, request
from producers.webhook.intake import MAX_BODY_BYTES

AS_OF = date(2026, 6, 29)
SIGNING = SigningSecrets(github=GITHUB_SECRET.decode(), gitee=GITEE_SECRET.decode())
WITHOUT_LANDING_TIMES = """
    select activity_id, kind, object_id, action, person_id, occurred_at from core.fct_activities order by all
"""


@pytest.fixture(scope="module")
def requests() -> list[Request]:
    acts = [act for act in simulate(as_of=AS_OF).acts if act.repository.platform == "github"]
    return [request(act, secrets=SIGNING, sent_at_ms=0) for act in acts[:200]]


def _accepted(settings: Settings, requests: Iterable[Request]) -> int:
    """How many of them a fresh receiver accepted, sent by sixteen at once."""
    with (
        a_producer(settings) as producer,
        a_receiver(producer, settings=settings) as receiver,
        ThreadPoolExecutor(16) as senders,
    ):
        posts = [
            senders.submit(receiver.post, one.path, list(one.headers.items()), one.body)
            for one in requests
        ]
        return sum(post.result().status in {200, 202} for post in posts)


@pytest.mark.slow
def test_p6_deliveries_that_come_twice_count_once(
    embedded_broker: Settings, tmp_path: Path, requests: list[Request]
) -> None:
    once, doubled = (
        own_topics(embedded_broker, home=tmp_path / name) for name in ("once", "doubled")
    )
    chance = random.Random(6)
    sent = [*requests, *chance.sample(requests, len(requests) * 3 // 10)]
    chance.shuffle(sent)
    halves = (sent[: len(sent) // 2], sent[len(sent) // 2 :])
    for settings, batches in ((once, (requests,)), (doubled, halves)):
        ensure_topics(settings)
        assert sum(_accepted(settings, batch) for batch in batches) == sum(map(len, batches))
        landed = [land_new_events(settings).new for _ in range(2)]
        assert landed == [sum(map(len, batches)), 0]
        build_marts(settings, as_of=AS_OF)

    (places,) = rows(
        doubled.warehouse_file,
        'select count(*), count(distinct (topic, "partition", "offset")) from raw.events',
    )
    assert places == (len(sent), len(sent))
    (staged,) = rows(
        doubled.warehouse_file,
        "select count(*), count(distinct delivery_id) from staging.base_github__events",
    )
    assert staged == (len(requests), len(requests))
    told_once, told_twice = (
        rows(settings.warehouse_file, WITHOUT_LANDING_TIMES) for settings in (once, doubled)
    )
    assert told_once
    assert told_twice == told_once


def test_r42_a_conflict_is_kept_and_shown(
    kafka_settings: Settings, requests: list[Request]
) -> None:
    guid = str(uuid.uuid4())
    bodies = [json.dumps({"repository": {"id": 7}, "number": number}).encode() for number in (1, 2)]
    conflicting = [
        Request(
            path="/webhooks/github",
            headers={name: str(value) for name, value in github_headers(body, guid=guid)},
            body=body,
        )
        for body in bodies
    ]
    assert _accepted(kafka_settings, [*requests[:5], *conflicting]) == 7
    assert land_new_events(kafka_settings).new == 7
    build_marts(kafka_settings, as_of=AS_OF)
    shown = rows(
        kafka_settings.warehouse_file,
        "select delivery_id, record_count, body_count from quality.delivery_conflicts",
    )
    assert shown == [(guid, 2, 2)]


def test_r44_a_repository_that_nobody_listed_is_accepted_and_flagged(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    portfolio = tmp_path / "portfolio.yaml"
    portfolio.write_text(
        """
        portfolio: {id: spring, name_en: Spring, name_zh: 春季}
        projects:
          - id: lantern
            name_en: Lantern
            name_zh: 灯笼
            field: internet
            repositories: ["github:acme/lantern"]
        """
    )
    settings = kafka_settings.model_copy(update={"portfolio": portfolio})
    assert _accepted(settings, [_push(7, "acme/lantern"), _push(8, "acme/stray")]) == 2
    assert land_new_events(settings).new == 2
    build_marts(settings, as_of=AS_OF)
    shown = rows(
        settings.warehouse_file,
        "select full_name, is_watched, delivery_count from quality.hook_health order by all",
    )
    assert shown == [("acme/lantern", True, 1), ("acme/stray", False, 1)]


def _push(number: int, name: str) -> Request:
    owner, _, short = name.partition("/")
    account = {"id": 1, "login": owner, "type": "Organization"}
    body = json.dumps(
        {
            "ref": "refs/heads/main",
            "before": "0" * 40,
            "after": f"{number:040x}",
            "commits": [],
            "repository": {
                "id": number,
                "name": short,
                "full_name": name,
                "owner": account,
                "default_branch": "main",
            },
            "sender": {"id": 2, "login": "ada", "type": "User"},
        }
    ).encode()
    headers = github_headers(body, event="push", guid=str(uuid.uuid4()))
    return Request(
        path="/webhooks/github",
        headers={header: str(value) for header, value in headers},
        body=body,
    )


def test_r58_the_largest_legal_body_lands_whole(kafka_settings: Settings) -> None:
    frame = b'{"repository":{"id":7},"note":"%b"}'
    note = random.Random(58).randbytes(MAX_BODY_BYTES).hex().encode()  # hardly to be compressed
    body = frame % note[: MAX_BODY_BYTES - len(frame % b"")]
    assert len(body) == MAX_BODY_BYTES
    with (
        a_producer(kafka_settings) as producer,
        a_receiver(producer, settings=kafka_settings) as receiver,
    ):
        assert receiver.post("/webhooks/github", github_headers(body), body).status == 202
    landed = land_new_events(kafka_settings)
    assert (landed.new, landed.quarantined, landed.byte_count) == (1, 0, MAX_BODY_BYTES)
    (found,) = rows(
        kafka_settings.warehouse_file,
        "select strlen(body), sha256(body), body_sha256 from raw.events",
    )
    assert found[0] == MAX_BODY_BYTES
    assert found[1] == found[2]

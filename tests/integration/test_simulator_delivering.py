"""A simulation sent to the real receiver over real sockets."""

import json
import socket
from concurrent.futures import Future
from hashlib import sha256
from pathlib import Path

import pytest
from receiver_harness import GITEE_SECRET, GITHUB_SECRET, FakeProducer, KeptRecord, a_receiver

from osspulse.deliveries import Headers
from osspulse.errors import OsspulseError, Unavailable, WrongUsage
from producers.simulator import simulate
from producers.simulator.delivering import deliver
from producers.simulator.ledger import read_ledger
from producers.simulator.posting import Patience
from producers.simulator.signing import SigningSecrets, request

SECRETS = SigningSecrets(github=GITHUB_SECRET.decode(), gitee=GITEE_SECRET.decode())
ACTS = simulate(7, deliveries=150).acts
ADDRESS = "http://{0.host}:{0.port}"


class FailsAtFirst(FakeProducer):
    """A broker that is away for the first so many records."""

    def __init__(self, *, failures: int) -> None:
        super().__init__()
        self.failures = failures

    def send(self, topic: str, *, key: bytes | None, value: bytes, headers: Headers) -> Future[int]:
        if self.failures:
            self.failures -= 1
            raise Unavailable("the broker is away")
        return super().send(topic, key=key, value=value, headers=headers)


def ids(records: list[KeptRecord]) -> set[tuple[str, str]]:
    return {(record.header("ce_source"), record.header("ce_id")) for record in records}


def test_the_receiver_takes_every_delivery_once_and_the_ledger_tells_so(tmp_path: Path) -> None:
    producer, ledger = FakeProducer(), tmp_path / "sent.jsonl"
    done: list[tuple[int, int]] = []
    with a_receiver(producer) as receiver:
        delivered = deliver(
            ACTS,
            to=ADDRESS.format(receiver),
            secrets=SECRETS,
            ledger=ledger,
            order_seed=3,
            on_progress=lambda *counts: done.append(counts),
        )
    assert (delivered.sent_count, delivered.known_count) == (150, 0)
    assert len(producer.records) == 150
    told = read_ledger(ledger)
    assert {(line.source, line.delivery_id) for line in told} == ids(producer.records)
    assert {(line.delivery_id, line.body_sha256, line.event) for line in told} == {
        (
            record.header("ce_id"),
            sha256(record.value).hexdigest(),
            record.header("ce_type").rpartition(".")[2],
        )
        for record in producer.records
    }
    assert done[-1] == (150, 150)


def test_github_bodies_arrive_byte_for_byte() -> None:
    producer = FakeProducer()
    with a_receiver(producer) as receiver:
        deliver(ACTS, to=ADDRESS.format(receiver), secrets=SECRETS)
    kept = {r.header("ce_id"): r.value for r in producer.records}
    sent = {
        act.delivery_id: request(act, secrets=SECRETS, sent_at_ms=0).body
        for act in ACTS
        if act.repository.platform == "github"
    }
    assert {name: kept[name] for name in sent} == sent


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    producer, ledger = FakeProducer(), tmp_path / "sent.jsonl"
    with a_receiver(producer) as receiver:
        deliver(ACTS[:60], to=ADDRESS.format(receiver), secrets=SECRETS, ledger=ledger)
        with ledger.open("a", encoding="utf-8") as file:
            file.write('{"source": "github", "deliv')  # killed while it wrote
        delivered = deliver(ACTS, to=ADDRESS.format(receiver), secrets=SECRETS, ledger=ledger)
    assert (delivered.sent_count, delivered.known_count) == (90, 60)
    assert len(producer.records) == 150
    assert len(ids(producer.records)) == 150
    assert len(read_ledger(ledger)) == 150


def test_a_broker_that_comes_back_gets_everything() -> None:
    producer = FailsAtFirst(failures=20)
    waits: list[float] = []
    with a_receiver(producer) as receiver:
        deliver(
            ACTS[:40],
            to=ADDRESS.format(receiver),
            secrets=SECRETS,
            patience=Patience(sleep=waits.append),
        )
    assert len(ids(producer.records)) == 40
    # A batch that fails is one failure for the broker and one for each delivery in it.
    assert len(waits) >= 20
    assert min(waits) >= 1, "the receiver's Retry-After is honoured"


def test_another_secret_is_refused_in_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    producer, ledger = FakeProducer(), tmp_path / "sent.jsonl"
    mistyped = SigningSecrets(github="mistyped-secret-000001", gitee="mistyped-secret-000001")
    with (
        a_receiver(producer) as receiver,
        pytest.raises(OsspulseError, match=r"403.*the secret differs from the receiver's"),
    ):
        deliver(ACTS, to=ADDRESS.format(receiver), secrets=mistyped, ledger=ledger)
    assert producer.records == []
    assert read_ledger(ledger) == []


def test_a_receiver_that_is_not_there_is_waited_for_and_then_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    waits: list[float] = []
    with pytest.raises(Unavailable, match=rf"127\.0\.0\.1:{port}: no acknowledgement within 9 s"):
        deliver(
            ACTS[:1],
            to=f"http://127.0.0.1:{port}",
            secrets=SECRETS,
            patience=Patience(seconds=9, sleep=waits.append),
        )
    assert sum(waits) >= 9


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "ftp://somewhere", "", "http://:x"])
def test_an_address_that_is_none_is_wrong_usage(address: str) -> None:
    with pytest.raises(WrongUsage, match="not a receiver's address"):
        deliver(ACTS, to=address, secrets=SECRETS)


def test_the_wrong_path_is_named() -> None:
    with (
        a_receiver(FakeProducer()) as receiver,
        pytest.raises(OsspulseError, match=r"/nowhere/webhooks/.* 404 .*base URL"),
    ):
        deliver(ACTS[:1], to=ADDRESS.format(receiver) + "/nowhere", secrets=SECRETS)


def test_a_file_that_is_no_ledger_is_named(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text(json.dumps({"a": 1}) + "\n", encoding="utf-8")
    with pytest.raises(WrongUsage, match=r"notes.txt, line 1: not a ledger"):
        deliver(ACTS, to="http://127.0.0.1:1", secrets=SECRETS, ledger=other)

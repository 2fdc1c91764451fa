"""Several workers on one socket keep every promise of one (P1, P5, P7, R42, R49, R60)."""

import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from kafka_reading import records_of
from prometheus_client.parser import text_string_to_metric_families
from receiver_harness import (
    GUID,
    eventually,
    gitee_headers,
    github_headers,
    read_answer,
    request_bytes,
)
from receiver_ledger import Sender, audit
from receiver_process import SECRETS_TOML, ReceiverProcess, a_delivery, a_receiver_process

from osspulse.settings import Settings


@pytest.fixture
def receiver(kafka_settings: Settings, tmp_path: Path) -> Iterator[ReceiverProcess]:
    with a_receiver_process(kafka_settings, folder=tmp_path, workers=2) as running:
        running.wait_for_workers(2)
        yield running


def _counted(receiver: ReceiverProcess, name: str, **labels: str) -> float:
    text = receiver.send(request_bytes("GET", "/metrics", [])).body.decode()
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


def _accepted(receiver: ReceiverProcess) -> float:
    return _counted(receiver, "osspulse_deliveries_accepted_total")


@pytest.mark.parametrize("kills", [3, pytest.param(30, marks=pytest.mark.slow)])
def test_p1_what_was_acknowledged_is_stored_though_workers_are_killed(
    receiver: ReceiverProcess, kafka_settings: Settings, kills: int
) -> None:
    sender = Sender(receiver)
    with ThreadPoolExecutor(4) as senders:
        running = [senders.submit(sender.run, lane * 1_000_000) for lane in range(4)]
        for kill in range(kills):
            sender.wait_for((kill + 1) * 60)
            killed = receiver.workers[0]
            killed.kill()
            eventually(lambda: killed.pid not in {one.pid for one in receiver.workers})  # noqa: B023
            eventually(lambda: len(receiver.workers) == 2)
        sender.wait_for(len(sender.acknowledged) + 60)
        sender.stop.set()
        for lane in running:
            lane.result()
    assert sender.refused == []
    receiver.wait_for_workers(2)
    audit(kafka_settings, sender)


def test_p1_workers_end_with_the_process_that_started_them_and_lose_nothing(
    receiver: ReceiverProcess, kafka_settings: Settings
) -> None:
    workers = receiver.workers
    sender = Sender(receiver)
    with ThreadPoolExecutor(2) as senders:
        running = [senders.submit(sender.run, lane * 1_000_000) for lane in range(2)]
        sender.wait_for(60)
        receiver.end(signal.SIGKILL)
        _, alive = psutil.wait_procs(workers, timeout=30)
        assert alive == []
        receiver.start()
        receiver.wait_until_ready()
        sender.wait_for(len(sender.acknowledged) + 30)
        sender.stop.set()
        for lane in running:
            lane.result()
    audit(kafka_settings, sender)


def test_r49_a_token_with_another_body_is_refused_by_the_other_worker(
    receiver: ReceiverProcess,
) -> None:
    headers = gitee_headers()
    first, second = receiver.workers
    with receiver.only(first):
        told = receiver.send(request_bytes("POST", "/webhooks/gitee", headers, b'{"id": 1}'))
        assert told.status == 202
    with receiver.only(second):
        other = receiver.send(request_bytes("POST", "/webhooks/gitee", headers, b'{"id": 2}'))
        again = receiver.send(request_bytes("POST", "/webhooks/gitee", headers, b'{"id": 1}'))
    assert (other.status, other.error, again.status) == (409, "replayed", 202)


def test_r42_a_guid_with_another_body_is_flagged_by_the_other_worker(
    receiver: ReceiverProcess,
) -> None:
    for worker, body in zip(receiver.workers, (b'{"id": 1}', b'{"id": 2}'), strict=True):
        with receiver.only(worker):
            headers = github_headers(body, guid=GUID)
            assert (
                receiver.send(request_bytes("POST", "/webhooks/github", headers, body)).status
                == 202
            )
    assert _counted(receiver, "osspulse_guid_conflicts_total", source="github") == 1


def test_metrics_are_of_all_workers_and_survive_one_that_is_replaced(
    receiver: ReceiverProcess,
) -> None:
    first, second = receiver.workers
    for worker, numbers in ((first, range(3)), (second, range(3, 7))):
        with receiver.only(worker):
            for number in numbers:
                assert receiver.send(a_delivery(number)[2]).status == 202
            assert _accepted(receiver) == numbers.stop
    first.kill()
    eventually(lambda: first.pid not in {one.pid for one in receiver.workers})
    for worker in receiver.wait_for_workers(2):
        with receiver.only(worker):
            assert _accepted(receiver) == 7
            assert _counted(receiver, "osspulse_delivery_seconds_count") == 7
            assert _counted(receiver, "osspulse_held_bytes") == 0


NEW_SECRET = b"github-test-secret-0002"
NEW_ENTRY = f'\n[[github]]\nid = "next"\nsecret = "{NEW_SECRET.decode()}"\n'


@pytest.mark.parametrize("is_signalled", [True, False], ids=["SIGHUP", "changed file"])
def test_p5_secrets_rotate_in_every_worker(
    receiver: ReceiverProcess, tmp_path: Path, is_signalled: bool
) -> None:
    (tmp_path / "secrets.toml").write_text(SECRETS_TOML + NEW_ENTRY)
    if is_signalled:
        receiver.tell(signal.SIGHUP)
    eventually(lambda: receiver.log.read_text().count("secrets read again") >= 2)
    for number, worker in enumerate(receiver.workers):
        with receiver.only(worker):
            assert receiver.send(a_delivery(number, secret=NEW_SECRET)[2]).status == 202


def test_r60_sigterm_ends_all_of_them_cleanly(
    receiver: ReceiverProcess, kafka_settings: Settings
) -> None:
    workers = receiver.workers
    guid, body, request = a_delivery(1)
    head = request[: -len(body)]
    under_way = []
    for worker in workers:
        with receiver.only(worker):
            connection = socket.create_connection(("127.0.0.1", receiver.port), timeout=20)
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: receiver\r\n\r\n")
            assert read_answer(connection).status == 200
            connection.sendall(head)
            under_way.append(connection)
    receiver.tell(signal.SIGTERM)
    eventually(lambda: _is_closed(receiver.port))
    for connection in under_way:
        with connection:
            connection.sendall(body)
            assert read_answer(connection).status == 202
    assert receiver.process is not None
    assert receiver.process.wait(timeout=30) == 0
    assert [one for one in workers if one.is_running()] == []
    assert "Traceback" not in receiver.log.read_text()
    stored = records_of(kafka_settings, kafka_settings.kafka_topic_github)
    assert {record.facts.delivery_id for record in stored} == {guid}


def _is_closed(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return True
    return False

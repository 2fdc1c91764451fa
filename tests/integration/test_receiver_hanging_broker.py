"""A broker that hangs, and one that dies, under the receiver (P2, P12): a broker of its own each."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from kafka_reading import records_of
from receiver_harness import eventually, request_bytes
from receiver_process import ReceiverProcess, a_delivery, a_receiver_process

from osspulse.embedded import down, status, up
from osspulse.kafka import ensure_topics
from osspulse.settings import Settings

MOST_SECONDS = 8
"""A forge gives up after ten."""

pytestmark = pytest.mark.slow


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Settings]:
    settings = up(Settings(home=tmp_path / "home"), parts=["kafka"]).settings
    try:
        ensure_topics(settings)
        yield settings
    finally:
        down(settings)


def _broker_pid(settings: Settings) -> int:
    (pid,) = (part.pid for part in status(settings) if part.name == "kafka")
    assert pid is not None
    return pid


def _timed(receiver: ReceiverProcess, number: int) -> tuple[str, int, float]:
    guid, _, request = a_delivery(number)
    began = time.monotonic()
    return guid, receiver.send(request).status, time.monotonic() - began


def _ready(receiver: ReceiverProcess) -> bool:
    return receiver.send(request_bytes("GET", "/readyz", [])).status == 200


def test_p2_every_answer_comes_in_time_though_the_broker_hangs(
    own_broker: Settings, tmp_path: Path
) -> None:
    with a_receiver_process(own_broker, folder=tmp_path) as receiver:
        assert _timed(receiver, 1)[1] == 202
        broker = _broker_pid(own_broker)
        os.kill(broker, signal.SIGSTOP)
        try:
            with ThreadPoolExecutor(20) as senders:
                answers = list(senders.map(lambda n: _timed(receiver, n), range(2, 42)))
            assert not _ready(receiver)
            assert receiver.send(request_bytes("GET", "/healthz", [])).status == 200
        finally:
            os.kill(broker, signal.SIGCONT)
        assert {answered for _, answered, _ in answers} == {503}
        assert max(seconds for _, _, seconds in answers) < MOST_SECONDS
        eventually(lambda: _ready(receiver))
        guid, answered, _ = _timed(receiver, 100)
        assert answered == 202
    stored = {
        record.facts.delivery_id for record in records_of(own_broker, own_broker.kafka_topic_github)
    }
    assert {a_delivery(1)[0], guid} <= stored
    assert stored <= {a_delivery(number)[0] for number in [*range(1, 42), 100]}


def test_p12_a_broker_that_is_killed_and_started_again_loses_nothing(
    own_broker: Settings, tmp_path: Path
) -> None:
    acknowledged = set()
    with a_receiver_process(own_broker, folder=tmp_path) as receiver:
        for number in range(20):
            guid, answered, _ = _timed(receiver, number)
            assert answered == 202
            acknowledged.add(guid)
        os.kill(_broker_pid(own_broker), signal.SIGKILL)
        answers = [_timed(receiver, number) for number in range(20, 30)]
        assert {answered for _, answered, _ in answers} == {503}
        assert max(seconds for _, _, seconds in answers) < MOST_SECONDS
        up(own_broker, parts=["kafka"])
        eventually(lambda: _timed(receiver, 30)[1] == 202)
    stored = {
        record.facts.delivery_id for record in records_of(own_broker, own_broker.kafka_topic_github)
    }
    assert acknowledged | {a_delivery(30)[0]} <= stored

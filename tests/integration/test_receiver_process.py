"""The receiver as a process: killed, signalled, misconfigured (P1, P5, R13, R60)."""

import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from kafka_reading import records_of
from receiver_harness import eventually
from receiver_ledger import Sender, audit
from receiver_process import (
    SECRETS_TOML,
    a_delivery,
    a_free_port,
    a_receiver_process,
    receiver_environment,
)

from osspulse.settings import Settings


@pytest.mark.parametrize("kills", [3, pytest.param(30, marks=pytest.mark.slow)])
def test_p1_what_was_acknowledged_is_stored_though_the_receiver_is_killed(
    kafka_settings: Settings, tmp_path: Path, kills: int
) -> None:
    with a_receiver_process(kafka_settings, folder=tmp_path) as receiver:
        sender = Sender(receiver)
        with ThreadPoolExecutor(4) as senders:
            running = [senders.submit(sender.run, lane * 1_000_000) for lane in range(4)]
            for kill in range(kills):
                goal = (kill + 1) * 60
                sender.wait_for(goal)
                receiver.end(signal.SIGKILL)
                receiver.start()
                receiver.wait_until_ready()
            sender.stop.set()
            for lane in running:
                lane.result()
    assert len(sender.acknowledged) >= 60 * kills
    audit(kafka_settings, sender)


NEW_SECRET = b"github-test-secret-0002"
NEW_ENTRY = f'\n[[github]]\nid = "next"\nsecret = "{NEW_SECRET.decode()}"\n'


def test_p5_a_secret_rotates_under_traffic_and_nothing_is_refused(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    with a_receiver_process(kafka_settings, folder=tmp_path) as receiver:
        sender = Sender(receiver)
        secrets_file = tmp_path / "secrets.toml"

        def until(acknowledged: int) -> None:
            sender.wait_for(acknowledged)

        def reload(text: str) -> None:
            seen = receiver.log.read_text().count("secrets read again")
            secrets_file.write_text(text)
            receiver.tell(signal.SIGHUP)
            eventually(lambda: receiver.log.read_text().count("secrets read again") > seen)

        with ThreadPoolExecutor(2) as senders:
            running = [senders.submit(sender.run, lane * 1_000_000) for lane in range(2)]
            until(30)
            reload(SECRETS_TOML + NEW_ENTRY)
            sender.secret = NEW_SECRET
            until(len(sender.acknowledged) + 30)
            secrets_file.write_text("[[github]")
            receiver.tell(signal.SIGHUP)
            until(len(sender.acknowledged) + 30)
            reload(NEW_ENTRY)
            until(len(sender.acknowledged) + 30)
            sender.stop.set()
            for lane in running:
                lane.result()
        assert sender.refused == []
        assert "secrets not read again, the old ones stay" in receiver.log.read_text()
        assert receiver.send(a_delivery(5)[2]).status == 403
    audit(kafka_settings, sender)


def test_r60_sigterm_ends_the_receiver_cleanly(kafka_settings: Settings, tmp_path: Path) -> None:
    with a_receiver_process(kafka_settings, folder=tmp_path) as receiver:
        assert receiver.send(a_delivery(1)[2]).status == 202
        assert receiver.end() == (0, b"")
        log = receiver.log.read_text()
    assert "receiver ended" in log
    assert "Traceback" not in log
    assert len(records_of(kafka_settings, kafka_settings.kafka_topic_github)) == 1


def _fails(environment: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "producers.webhook"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("secrets", "problem"),
    [
        (None, "does not exist; give it an entry"),
        ("", "has no secret"),
        ('[[github]]\nid = "main"\nsecret = ""', "0 bytes are too few, use 16 or more"),
        (SECRETS_TOML.replace("secret =", "sceret =", 1), "sceret: unknown key, is it mistyped?"),
    ],
)
def test_r13_without_a_usable_secret_it_does_not_start(
    tmp_path: Path, secrets: str | None, problem: str
) -> None:
    secrets_file = tmp_path / "secrets.toml"
    if secrets is not None:
        secrets_file.write_text(secrets)
    settings = Settings(home=tmp_path)
    environment = receiver_environment(settings, secrets_file=secrets_file, port=a_free_port())
    status, line = _fails(environment)
    assert status == 2
    assert str(secrets_file) in line
    assert problem in line


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    secrets_file = tmp_path / "secrets.toml"
    secrets_file.write_text(SECRETS_TOML)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = receiver_environment(
            Settings(home=tmp_path), secrets_file=secrets_file, port=port
        )
        status, line = _fails(environment)
    assert status == 2
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in line
    assert "OSSPULSE_WEBHOOK_PORT" in line


def test_an_unreachable_broker_is_named(tmp_path: Path) -> None:
    secrets_file = tmp_path / "secrets.toml"
    secrets_file.write_text(SECRETS_TOML)
    brokers = f"127.0.0.1:{a_free_port()}"
    settings = Settings(home=tmp_path, kafka_bootstrap_servers=brokers)
    environment = receiver_environment(settings, secrets_file=secrets_file, port=a_free_port())
    status, line = _fails(environment)
    assert status == 1
    assert line.startswith(f"error: Kafka at {brokers}: ")
    assert "osspulse up" in line

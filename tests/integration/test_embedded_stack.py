"""The embedded stack with a real broker and the real receiver."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tiny_children import wait_for

from osspulse.embedded import PartFailed, PartStatus, down, status, up
from osspulse.embedded.java import java_home
from osspulse.embedded.processes import marked
from osspulse.errors import Unavailable, WrongUsage
from osspulse.kafka import Cluster, Partition, Producer
from osspulse.settings import Settings

BROKERS = "OSSPULSE_KAFKA_BOOTSTRAP_SERVERS"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in (BROKERS, "OSSPULSE_WEBHOOK_PORT"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path / "home"
    down(Settings.load(home=tmp_path / "home"))


def kill(part: PartStatus) -> None:
    assert part.pid is not None
    os.kill(part.pid, signal.SIGKILL)


def part(settings: Settings, name: str) -> PartStatus:
    return next(found for found in status(settings) if found.name == name)


def everything_of(home: Path) -> list[psutil.Process]:
    return [
        process for name in ("kafka", "receiver", "airflow") for process in marked(f"{home}:{name}")
    ]


def test_the_stack_comes_up_is_found_survives_kills_and_leaves_nothing(home: Path) -> None:
    settings = Settings.load(home=home)
    stack = up(settings, parts=["kafka", "receiver"])
    kafka, receiver, airflow = stack.parts

    assert [found.state for found in stack.parts] == ["running", "running", "stopped"]
    assert airflow.pid is None
    assert Settings.load(home=home).kafka_bootstrap_servers == kafka.address
    assert str(Settings.load(home=home).webhook_port) == str(receiver.address).rpartition(":")[2]

    assert up(Settings.load(home=home), parts=["receiver", "kafka"]).parts == stack.parts

    topic = stack.settings.kafka_topic_github
    producer = Producer(stack.settings)
    producer.send(topic, key=b"k", value=b"acknowledged", headers=[]).result(timeout=30)
    producer.close()

    kill(kafka)
    kill(receiver)
    wait_for(lambda: part(settings, "kafka").state == part(settings, "receiver").state == "dead")
    assert "Kafka Server started" in "".join(part(settings, "kafka").log_lines)

    again = up(Settings.load(home=home), parts=["kafka", "receiver"])
    assert [found.address for found in again.parts] == [found.address for found in stack.parts]
    assert {found.pid for found in again.parts}.isdisjoint({kafka.pid, receiver.pid})
    with Cluster(again.settings) as cluster:
        ends = cluster.end_offsets([Partition(topic, number) for number in range(3)])
    assert sum(ends.values()) == 1

    assert down(settings) == ("kafka", "receiver")
    assert everything_of(home) == []
    assert not (home / "stack.env").exists()
    assert [found.state for found in status(settings)] == ["stopped"] * 3


def test_the_broker_runs_on_the_java_of_the_wheel_whatever_else_is_installed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "installed"
    installed.mkdir()
    for name in ("java", "mvn"):
        (installed / name).write_text("#!/bin/sh\nexit 1\n")
        (installed / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{installed}:/usr/bin:/bin")
    monkeypatch.setenv("JAVA_HOME", str(installed))

    (kafka, *_) = up(Settings.load(home=home), parts=["kafka"]).parts

    assert kafka.pid is not None
    broker = psutil.Process(kafka.pid)
    assert Path(broker.exe()) == (java_home() / "bin" / "java").resolve()
    assert broker.environ()["JAVA_HOME"] == str(java_home())


def test_a_receiver_whose_broker_moved_is_started_again_with_the_new_address(home: Path) -> None:
    before = up(Settings.load(home=home), parts=["kafka", "receiver"])
    kill(before.parts[0])
    wait_for(lambda: part(before.settings, "kafka").state == "dead")
    port = int(str(before.parts[0].address).rpartition(":")[2])

    with socket.create_server(("127.0.0.1", port)):
        after = up(Settings.load(home=home), parts=["kafka", "receiver"])

    assert after.parts[0].address != before.parts[0].address
    assert after.parts[1].pid != before.parts[1].pid
    assert psutil.Process(after.parts[1].pid).environ()[BROKERS] == after.parts[0].address


def test_a_broker_port_that_was_asked_for_and_is_taken_is_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody_else:
        port = somebody_else.getsockname()[1]
        monkeypatch.setenv(BROKERS, f"127.0.0.1:{port}")
        with pytest.raises(Unavailable, match=rf"port {port} .* is taken by another program"):
            up(Settings.load(home=home), parts=["kafka"])


def test_brokers_elsewhere_are_not_replaced_by_the_embedded_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BROKERS, "kafka.example.org:9092")

    with pytest.raises(WrongUsage, match="--only receiver,airflow"):
        up(Settings.load(home=home), parts=["kafka"])


def test_when_a_part_fails_nothing_of_this_call_is_left(home: Path) -> None:
    home.mkdir()
    (home / "secrets.toml").write_text("this is no TOML")

    with pytest.raises(PartFailed, match=r"receiver ended while it started \(.*secrets\.toml"):
        up(Settings.load(home=home), parts=["kafka", "receiver"])

    assert [found.state for found in status(Settings.load(home=home))] == ["stopped"] * 3
    assert everything_of(home) == []

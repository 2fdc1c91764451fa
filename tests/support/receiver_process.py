"""The receiver as a process of its own, to be signalled and killed."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from receiver_harness import (
    GITEE_SECRET,
    GITHUB_SECRET,
    Answer,
    eventually,
    github_headers,
    read_answer,
    request_bytes,
)

from osspulse.settings import Settings

SECRETS_TOML = f"""
[[github]]
id = "main"
secret = "{GITHUB_SECRET.decode()}"

[[gitee]]
id = "sign"
secret = "{GITEE_SECRET.decode()}"
"""


@dataclass
class ReceiverProcess:
    """A receiver that can be started again on the same port."""

    environment: dict[str, str]
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "producers.webhook"],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def wait_until_ready(self) -> None:
        for _ in range(1_200):
            try:
                if self.send(request_bytes("GET", "/readyz", [])).status == 200:
                    return
            except OSError:
                assert self.process is not None
                assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def send(self, request: bytes) -> Answer:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            return read_answer(connection)

    def tell(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    @property
    def workers(self) -> list[psutil.Process]:
        """The processes that receive, where there are several."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children()

    @contextmanager
    def only(self, worker: psutil.Process) -> Iterator[None]:
        """Every connection that is made meanwhile is this worker's: the others stand still."""
        others = [one for one in self.workers if one.pid != worker.pid]
        for other in others:
            other.suspend()
        try:
            yield
        finally:
            for other in others:
                other.resume()

    def wait_for_workers(self, count: int) -> list[psutil.Process]:
        """The workers, as soon as there are so many and each of them answers."""
        eventually(lambda: len(self.workers) == count)
        workers = self.workers
        for worker in workers:
            with self.only(worker):
                self.wait_until_ready()
        return workers

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, bytes]:
        """Exit code and standard output after this signal."""
        assert self.process is not None
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=60)
        return self.process.returncode, output


def receiver_environment(settings: Settings, *, secrets_file: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OSSPULSE_")}
    return kept | {
        "OSSPULSE_HOME": str(settings.home),
        "OSSPULSE_KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "OSSPULSE_KAFKA_TOPIC_GITHUB": settings.kafka_topic_github,
        "OSSPULSE_KAFKA_TOPIC_GITEE": settings.kafka_topic_gitee,
        "OSSPULSE_KAFKA_TOPIC_BACKFILL": settings.kafka_topic_backfill,
        "OSSPULSE_KAFKA_TOPIC_DEAD_LETTERS": settings.kafka_topic_dead_letters,
        "OSSPULSE_KAFKA_TOPIC_HOOK_HEALTH": settings.kafka_topic_hook_health,
        "OSSPULSE_SECRETS_FILE": str(secrets_file),
        "OSSPULSE_WEBHOOK_PORT": str(port),
    }


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def a_receiver_process(
    settings: Settings, *, folder: Path, secrets: str = SECRETS_TOML, workers: int = 1
) -> Iterator[ReceiverProcess]:
    """A receiver that is ready; whatever process it has at the end is ended, and its workers with it."""
    secrets_file = folder / "secrets.toml"
    secrets_file.write_text(secrets)
    port = a_free_port()
    environment = receiver_environment(settings, secrets_file=secrets_file, port=port)
    environment["OSSPULSE_WEBHOOK_WORKERS"] = str(workers)
    receiver = ReceiverProcess(environment, port, folder / "receiver.log")
    receiver.start()
    try:
        receiver.wait_until_ready()
        yield receiver
    finally:
        assert receiver.process is not None
        if receiver.process.poll() is None:
            receiver.end(signal.SIGKILL)
        if receiver.process.stdout:
            receiver.process.stdout.close()


def a_delivery(number: int, *, secret: bytes = GITHUB_SECRET) -> tuple[str, bytes, bytes]:
    """GUID, body and request of a delivery of its own."""
    guid = str(uuid.UUID(int=number + (1 << 100)))
    body = b'{"number":%d,"repository":{"id":%d}}' % (number, number % 5)
    headers = github_headers(body, guid=guid, secret=secret)
    return guid, body, request_bytes("POST", "/webhooks/github", headers, body)

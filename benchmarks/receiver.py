"""How fast the receiver is: signed deliveries of the usual size, each acknowledged by the broker.

Broker, receiver and load share the machine. Its yardstick is an application that only verifies the
HMAC, measured in turns with it, so that whatever else the machine does hits both.
"""

import asyncio
import socket
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import uvloop
from embedded_stack import a_stack
from load import Load, put_load

from osspulse.embedded import status
from osspulse.kafka import Cluster, Partition
from osspulse.settings import Settings
from producers.simulator.signing import read_signing_secrets

CONNECTIONS = 64
_SECONDS = 4.0
_STEADY_RATE = 1_000
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Speed:
    """Deliveries per second of each turn, the latencies at a steady rate, and resident megabytes."""

    bare: list[float]
    receiver: list[float]
    steady: Load
    resident_megabytes: float
    is_whole: bool
    """Whether the log holds exactly as many records as were accepted."""

    @property
    def ratio(self) -> float:
        """The receiver's median rate as a share of the yardstick's."""
        return statistics.median(self.receiver) / statistics.median(self.bare)


def measure(home: Path, *, turns: int, say: Callable[[str], None]) -> Speed:
    """Measure both in turns, then the receiver at a steady rate."""
    with a_stack(home, parts=("kafka", "receiver")) as (settings, _):
        secret = read_signing_secrets(settings.secrets_path).github.encode()
        bare: list[float] = []
        receiver: list[float] = []
        place = (settings.webhook_host, settings.webhook_port)
        before = _stored(settings)
        accepted = _load(*place, secret=secret, seconds=2).accepted  # to warm up
        with _a_bare_app(secret) as bare_port:
            _load("127.0.0.1", bare_port, secret=secret, seconds=1)
            for turn in range(1, turns + 1):
                bare.append(_load("127.0.0.1", bare_port, secret=secret).rate)
                load = _load(*place, secret=secret)
                receiver.append(load.rate)
                accepted += load.accepted
                say(f"turn {turn} of {turns}: bare {bare[-1]:,.0f}/s, receiver {load.rate:,.0f}/s")
        resident = _resident_megabytes(settings)
        steady = _load(*place, secret=secret, seconds=10, rate=_STEADY_RATE)
        accepted += steady.accepted
        is_whole = _stored(settings) - before == accepted
        return Speed(bare, receiver, steady, resident, is_whole)


def _load(
    host: str, port: int, *, secret: bytes, seconds: float = _SECONDS, rate: float | None = None
) -> Load:
    load = put_load(host, port, secret=secret, seconds=seconds, connections=CONNECTIONS, rate=rate)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(load)


@contextmanager
def _a_bare_app(secret: bytes) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        listener.set_inheritable(True)
        program = Path(__file__).with_name("bare_app.py")
        process = subprocess.Popen(
            [sys.executable, str(program), str(listener.fileno()), secret.decode()],
            pass_fds=[listener.fileno()],
        )
        try:
            yield int(listener.getsockname()[1])
        finally:
            process.terminate()
            process.wait(timeout=30)


def _stored(settings: Settings) -> int:
    topic = settings.kafka_topic_github
    with Cluster(settings) as cluster:
        numbers = cluster.topics([topic])[topic].partitions
        return sum(cluster.end_offsets([Partition(topic, number) for number in numbers]).values())


def _resident_megabytes(settings: Settings) -> float:
    (part,) = (part for part in status(settings) if part.name == "receiver")
    process = psutil.Process(part.pid)
    family = [process, *process.children(recursive=True)]
    return sum(float(one.memory_info().rss) for one in family) / _MEGABYTE

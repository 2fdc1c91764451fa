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
_LEAST_RATIO = 0.3
_MOST_P99_MS = 50
_MOST_MEGABYTES = 256
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Speed:
    """Deliveries per second of each turn, the latencies at a steady rate, and resident megabytes."""

    bare: list[float]
    receiver: list[float]
    steady: Load
    resident_megabytes: float
    spent: dict[str, float]
    """Microseconds of processor time per delivery, by who spends them: receiver, broker, load."""
    is_whole: bool
    """Whether the log holds exactly as many records as were accepted."""

    @property
    def ratio(self) -> float:
        """The receiver's median rate as a share of the yardstick's."""
        return statistics.median(self.receiver) / statistics.median(self.bare)

    def figures(self) -> dict[str, tuple[str, str]]:
        """What was measured and what is wanted, by what it is."""
        cuts = statistics.quantiles(self.steady.latencies, n=100, method="inclusive")
        refused = len(self.steady.latencies) - self.steady.accepted
        return {
            "deliveries per second, HMAC only": (f"{statistics.median(self.bare):,.0f}", ""),
            "deliveries per second, receiver": (f"{statistics.median(self.receiver):,.0f}", ""),
            "receiver / HMAC only": (f"{self.ratio:.0%}", f"≥ {_LEAST_RATIO:.0%}"),
            **{
                f"processor time per delivery, {who}, µs": (f"{spent:.0f}", "")
                for who, spent in self.spent.items()
            },
            "p50 at 1,000/s, ms": (f"{cuts[49] * 1000:.1f}", ""),
            "p99 at 1,000/s, ms": (f"{cuts[98] * 1000:.1f}", f"< {_MOST_P99_MS}"),
            "refused at 1,000/s": (str(refused), "0"),
            "resident under load, MB": (f"{self.resident_megabytes:.0f}", f"< {_MOST_MEGABYTES}"),
            "log holds what was accepted": ("yes" if self.is_whole else "**no**", "yes"),
        }


def measure(home: Path, *, workers: int, turns: int, say: Callable[[str], None]) -> Speed:
    """Measure both in turns, then the receiver of so many workers at a steady rate."""
    with a_stack(home, parts=("kafka", "receiver"), webhook_workers=workers) as (settings, _):
        secret = read_signing_secrets(settings.secrets_path).github.encode()
        bare: list[float] = []
        receiver: list[float] = []
        spent: list[dict[str, float]] = []
        place = (settings.webhook_host, settings.webhook_port)
        before = _stored(settings)
        accepted = _load(*place, secret=secret, seconds=2).accepted  # to warm up
        with _a_bare_app(secret) as bare_port:
            _load("127.0.0.1", bare_port, secret=secret, seconds=1)
            for turn in range(1, turns + 1):
                bare.append(_load("127.0.0.1", bare_port, secret=secret).rate)
                seconds = _processor_seconds(settings)
                load = _load(*place, secret=secret)
                spent.append(_spent(seconds, _processor_seconds(settings), load.accepted))
                receiver.append(load.rate)
                accepted += load.accepted
                say(f"turn {turn} of {turns}: bare {bare[-1]:,.0f}/s, receiver {load.rate:,.0f}/s")
        resident = _resident_megabytes(settings)
        steady = _load(*place, secret=secret, seconds=10, rate=_STEADY_RATE)
        accepted += steady.accepted
        is_whole = _stored(settings) - before == accepted
        medians = {who: statistics.median(turn[who] for turn in spent) for who in spent[0]}
        return Speed(bare, receiver, steady, resident, medians, is_whole)


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
    return sum(float(one.memory_info().rss) for one in _family(settings, "receiver")) / _MEGABYTE


def _processor_seconds(settings: Settings) -> dict[str, float]:
    """What each side has spent so far; the load is this process."""
    families = {name: _family(settings, name) for name in ("receiver", "kafka")}
    families["load"] = [psutil.Process()]
    return {
        who: sum(times.user + times.system for times in (one.cpu_times() for one in family))
        for who, family in families.items()
    }


def _spent(before: dict[str, float], after: dict[str, float], deliveries: int) -> dict[str, float]:
    return {who: (after[who] - before[who]) / deliveries * 1e6 for who in after}


def _family(settings: Settings, name: str) -> list[psutil.Process]:
    (part,) = (part for part in status(settings) if part.name == name)
    process = psutil.Process(part.pid)
    return [process, *process.children(recursive=True)]

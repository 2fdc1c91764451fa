"""What the embedded stack costs while nothing happens: processor time of all its processes."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from embedded_stack import a_stack

from osspulse.embedded import status
from osspulse.settings import Settings

_SETTLE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Idle:
    """Share of one core by part of the stack, resident memory, and over how many seconds."""

    shares: dict[str, float]
    processes: int
    megabytes: float
    seconds: float


def measure(home: Path, *, seconds: float, say: Callable[[str], None]) -> Idle:
    """Measure a started stack that has settled; processes that ended meanwhile count, too."""
    with a_stack(home, parts=("kafka", "receiver", "airflow")) as (settings, _):
        say(f"waiting {_SETTLE_SECONDS} s for it to settle")
        time.sleep(_SETTLE_SECONDS)
        before, began = _used(settings), time.monotonic()
        time.sleep(seconds)
        after, passed = _used(settings), time.monotonic() - began
        processes = [found for part in _parts(settings).values() for found in part]
        return Idle(
            shares={name: (after[name] - before[name]) / passed for name in after},
            processes=len(processes),
            megabytes=sum(found.memory_full_info().uss for found in processes) / 1e6,
            seconds=passed,
        )


def _parts(settings: Settings) -> dict[str, list[psutil.Process]]:
    leaders = {part.name: psutil.Process(part.pid) for part in status(settings) if part.pid}
    return {name: [leader, *leader.children(recursive=True)] for name, leader in leaders.items()}


def _used(settings: Settings) -> dict[str, float]:
    """Seconds of processor time by part, those of ended children included."""
    return {
        name: sum(sum(found.cpu_times()[:4]) for found in processes)
        for name, processes in _parts(settings).items()
    }

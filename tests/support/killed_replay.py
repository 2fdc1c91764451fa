"""A backfill in a process of its own that is killed on its way."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

from osspulse.settings import Settings
from producers.backfill.gharchive import Progress, replay
from producers.backfill.git_history import ship


def replay_killed_after(events: int, *, settings: Settings, hour: str) -> int | None:
    """Replay the hour until so many events were handed over; the process's exit code."""
    return _killed(_replay, settings, hour, events)


def ship_killed_after(events: int, *, settings: Settings, clone: Path, name: str) -> int | None:
    """Send the clone's history until so many commits were handed over; the process's exit code."""
    return _killed(_ship, settings, clone, name, events)


def _killed(work: Callable[..., None], *arguments: object) -> int | None:
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
    process.start()
    process.join()
    return process.exitcode


def _replay(settings: Settings, hour: str, events: int) -> None:
    def tell(progress: Progress) -> None:
        _end_here(progress.done_events, events)

    replay([hour], settings=settings, on_progress=tell)


def _ship(settings: Settings, clone: Path, name: str, events: int) -> None:
    def tell(done: int, _total: int) -> None:
        _end_here(done, events)

    ship([clone], settings=settings, repositories=[name], on_progress=tell)


def _end_here(done: int, events: int) -> None:
    if done >= events:
        os.kill(os.getpid(), signal.SIGKILL)

"""A replay in a process of its own that is killed on its way."""

import multiprocessing
import os
import signal

from osspulse.settings import Settings
from producers.backfill.gharchive import Progress, replay


def replay_killed_after(events: int, *, settings: Settings, hour: str) -> int | None:
    """Replay the hour until so many events were handed over; the process's exit code."""
    process = multiprocessing.get_context("spawn").Process(
        target=_replay, args=(settings, hour, events)
    )
    process.start()
    process.join()
    return process.exitcode


def _replay(settings: Settings, hour: str, events: int) -> None:
    def tell(progress: Progress) -> None:
        if progress.done_events >= events:
            os.kill(os.getpid(), signal.SIGKILL)

    replay([hour], settings=settings, on_progress=tell)

"""Waiting for the moment in which a landing writes."""

import time
from collections.abc import Callable
from pathlib import Path

from osspulse.settings import Settings


def wait_until_it_writes(settings: Settings, ended: Callable[[], int | None]) -> None:
    """Return when the write-ahead log changes, or the process has ended: around a commit."""
    log = Path(f"{settings.warehouse_file}.wal")
    before = _state(log)
    while _state(log) == before and ended() is None:
        time.sleep(0.001)


def _state(log: Path) -> tuple[int, int] | None:
    try:
        found = log.stat()
    except FileNotFoundError:
        return None
    return (found.st_size, found.st_mtime_ns)

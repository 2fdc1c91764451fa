"""The demo as a person runs it: a process of its own, in a home of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from whole_thread import rows

from osspulse.embedded import status
from osspulse.settings import Settings
from producers.simulator.ledger import read_ledger

_PATIENCE_SECONDS = 300
_LOOK_EVERY_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Demo:
    """One home that demos run in, one after another."""

    home: Path

    @property
    def data(self) -> Path:
        """Where the demo keeps its own home."""
        return self.home / "demo"

    @contextmanager
    def started(self) -> Iterator[subprocess.Popen[str]]:
        """A running demo, which is ended with the test if it has not ended before."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("OSSPULSE_")
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "osspulse", "demo", "--json"],
            env=environment | {"OSSPULSE_HOME": str(self.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=60)

    def run(self) -> dict[str, Any]:
        """The facts that a demo prints which ends well."""
        with self.started() as process:
            printed, said = process.communicate(timeout=_PATIENCE_SECONDS)
        assert process.returncode == 0, said
        facts: dict[str, Any] = json.loads(printed)
        return facts

    def pid_of(self, part: str) -> int | None:
        """The process of a part of the stack once it runs; for `landing`, of the task that lands."""
        if part == "landing":
            return self._pid_of_landing()
        found = [one.pid for one in status(Settings(home=self.data)) if one.name == part]
        return found[0] if found else None

    def processes(self) -> list[int]:
        """Every process that belongs to this home."""
        return [
            process.pid
            for process in psutil.process_iter()
            if _names(process, str(self.home)) and process.pid != os.getpid()
        ]

    def audit(self) -> dict[str, int]:
        """Lost, changed, and landed-twice offsets: the ledger of the sender against the warehouse."""
        landed = rows(
            self.data / "warehouse.duckdb",
            'select source, delivery_id, body_sha256, topic, partition, "offset" from raw.events',
        )
        hashes = {(source, delivery_id): sha for source, delivery_id, sha, *_ in landed}
        acknowledged = read_ledger(self.data / "sent.jsonl")
        places = Counter(tuple(place) for *_, place in ((row[:3], row[3:]) for row in landed))
        return {
            "lost": sum((one.source, one.delivery_id) not in hashes for one in acknowledged),
            "changed": sum(
                hashes.get((one.source, one.delivery_id), one.body_sha256) != one.body_sha256
                for one in acknowledged
            ),
            "twice": sum(count - 1 for count in places.values()),
        }

    def _pid_of_landing(self) -> int | None:
        try:
            return int((self.data / "warehouse.duckdb.lock").read_text())
        except (FileNotFoundError, ValueError):
            return None


def eventually(find: Callable[[], int | None]) -> int:
    """What `find` finds in the end; fails after five minutes."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (found := find()) is None:
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(_LOOK_EVERY_SECONDS)
    return found


def _names(process: psutil.Process, home: str) -> bool:
    try:
        return home in " ".join(process.cmdline()) or process.environ().get(
            "OSSPULSE_HOME", ""
        ).startswith(home)
    except psutil.Error:
        return False

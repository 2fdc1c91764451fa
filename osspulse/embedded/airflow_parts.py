"""Airflow's four parts under one process that starts each of them again when it dies.

`airflow standalone` starts the same four but leaves a dead one dead, and has two servers of logs
listen on every address of the machine, which its settings cannot change; all parts being on one
machine, the page reads the logs as files. Run as `python -m osspulse.embedded.airflow_parts`.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_AIRFLOW = str(Path(sys.executable).with_name("airflow"))

MIGRATION = (_AIRFLOW, "db", "migrate")

PARTS: Mapping[str, tuple[str, ...]] = {
    "api-server": (_AIRFLOW, "api-server"),
    "scheduler": (_AIRFLOW, "scheduler", "--skip-serve-logs"),
    "dag-processor": (_AIRFLOW, "dag-processor"),
    "triggerer": (_AIRFLOW, "triggerer", "--skip-serve-logs"),
}

_LOOK_EVERY_SECONDS = 0.5
_GRACE_SECONDS = 5.0
_MOST_DEATHS = 5
_DEATHS_COUNT_SECONDS = 60.0


@dataclass(slots=True)
class Part:
    """One part, in a process group of its own, so that what it leaves behind can be ended."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it; it writes where this process writes."""
        self.process = subprocess.Popen(self.command, process_group=0)

    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return None if self.process is None else self.process.poll()

    def signal(self, number: signal.Signals) -> None:
        """Signal the part and everything that came from it."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return

    def has_died_too_often(self, now: float) -> bool:
        """Note a death; whether there were so many lately that another start would not help."""
        self.deaths = [death for death in self.deaths if now - death < _DEATHS_COUNT_SECONDS]
        self.deaths.append(now)
        return len(self.deaths) >= _MOST_DEATHS


def supervise(
    parts: Sequence[Part],
    *,
    until: threading.Event,
    say: Callable[[str], None],
    look_every_seconds: float = _LOOK_EVERY_SECONDS,
) -> int:
    """Keep the parts running until told to end; 1 where one died again and again, else 0."""
    for part in parts:
        part.start()
    status = 0
    while status == 0 and not until.wait(look_every_seconds):
        for part in parts:
            code = part.exit_code()
            if code is None:
                continue
            part.signal(signal.SIGKILL)  # its children would wait for it for ever
            if part.has_died_too_often(time.monotonic()):
                say(f"{part.name} died {_MOST_DEATHS} times in a minute, so Airflow ends")
                status = 1
                break
            say(f"{part.name} ended with {code}; starting it again")
            part.start()
    _end(parts)
    return status


def _end(parts: Sequence[Part]) -> None:
    for part in parts:
        part.signal(signal.SIGTERM)
    deadline = time.monotonic() + _GRACE_SECONDS
    while any(part.exit_code() is None for part in parts) and time.monotonic() < deadline:
        time.sleep(0.1)
    for part in parts:
        part.signal(signal.SIGKILL)


def main() -> int:
    """Make the database, then run the parts until SIGTERM or Ctrl-C."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    migrated = subprocess.run(MIGRATION, check=False)
    if migrated.returncode != 0:
        return migrated.returncode
    parts = [Part(name, command) for name, command in PARTS.items()]
    return supervise(parts, until=ending, say=lambda line: print(line, flush=True))  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

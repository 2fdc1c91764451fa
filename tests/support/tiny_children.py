"""Small Python programs that stand in for the parts of the stack."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from osspulse.embedded.processes import StartedProcess, inherited_environment, start, stop

SLEEPS = "print('up', flush=True); import time; time.sleep(600)"
IGNORES_SIGTERM = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('up', flush=True); time.sleep(600)"
)
HAS_A_CHILD = (
    "import subprocess, sys; "
    "subprocess.Popen([sys.executable, '-c', \"import os, time; os.setpgid(0, 0); "
    "print('child', os.getpid(), flush=True); time.sleep(600)\"]).wait()"
)


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def wait_for(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    """Return as soon as it holds; fail when it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


@contextmanager
def child(program: str, *, folder: Path) -> Iterator[StartedProcess]:
    """A child that has printed its first line to `<folder>/child.log`; gone after the block."""
    log, mark = folder / "child.log", f"{folder}:child"
    started = start(
        python(program), environment=inherited_environment(), mark=mark, log=log, folder=folder
    )
    try:
        wait_for(lambda: bool(log.read_text()))
        yield started
    finally:
        stop(started, mark=mark, grace_seconds=0)

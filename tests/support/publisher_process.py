"""Publishes in a process of its own and ends itself, as `kill -9` would, where it is told to.

Usage: python publisher_process.py HOME RUN_ID [FUNCTION]; FUNCTION names one of the modules that
publish, and the process dies when it is called.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gate_marts_builder import AS_OF

from osspulse import publishing
from osspulse.gate import Check, Gate, GateResult
from osspulse.settings import Settings


class _Content:
    def ask(self, path: Path, *, previous: Path | None) -> GateResult:
        check = Check(
            suite=path.name,
            rule="replaces",
            severity="critical",
            passed=True,
            observed=str(previous),
            expected="anything",
            notes="the suites have tests of their own",
        )
        return GateResult((check,))


@contextmanager
def content_gate() -> Iterator[Gate]:
    """A gate that lets everything pass, for tests of what comes after it."""
    yield _Content()


def _die(*_args: object, **_options: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    home, run_id, *dies_at = sys.argv[1:]
    for name in dies_at:
        owner, _, function = name.rpartition(".")
        setattr(publishing if not owner else os, function, _die)
    publishing.publish_marts(
        Settings(home=Path(home)), run_id=run_id, as_of=AS_OF, opened_gate=content_gate
    )

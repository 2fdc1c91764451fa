"""What the gate says about a file of marts, asked in a process of its own.

Great Expectations takes five seconds to load and much memory: a process of its own loads it while
the marts are still being copied, and gives everything back when it has answered.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

CRITICAL = "critical"
_TIMEOUT_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One expectation and what came of it. `observed` holds counts and bounds, never a payload."""

    suite: str
    rule: str
    severity: str
    passed: bool
    observed: str
    expected: str
    notes: str

    def __str__(self) -> str:
        """`core.dim_people has_rows: observed 0, expected min_value=1`."""
        return f"{self.suite} {self.rule}: observed {self.observed}, expected {self.expected}"


@dataclass(frozen=True, slots=True)
class GateResult:
    """What the gate says about one file."""

    checks: tuple[Check, ...]

    @property
    def refusals(self) -> tuple[Check, ...]:
        """The failed checks that stop publishing."""
        return tuple(c for c in self.checks if not c.passed and c.severity == CRITICAL)

    @property
    def warnings(self) -> tuple[Check, ...]:
        """The failed checks that the report prints."""
        return tuple(c for c in self.checks if not c.passed and c.severity != CRITICAL)

    @property
    def passed(self) -> bool:
        """Whether the file may be published: something was checked, nothing critical failed."""
        return bool(self.checks) and not self.refusals

    def as_json(self) -> str:
        """The checks as a JSON array of objects with the fields of `Check`."""
        return json.dumps([asdict(check) for check in self.checks], ensure_ascii=False)


def unanswered(suite: str, *, rule: str, observed: str) -> Check:
    """A critical failure for something that could not be checked at all."""
    return Check(
        suite=suite,
        rule=rule,
        severity=CRITICAL,
        passed=False,
        observed=observed,
        expected="an answer from every expectation",
        notes="what cannot be checked is not published",
    )


class Gate(Protocol):
    """Whoever decides whether a file may be published."""

    def ask(self, path: Path, *, previous: Path | None) -> GateResult:
        """What it says about `path`, a closed file, which is to replace `previous`."""


OpenedGate = Callable[[], AbstractContextManager[Gate]]


class _GateProcess:
    """A process that loads the suites and answers one question."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, path: Path, *, previous: Path | None) -> GateResult:
        """What the process says; one that fails in any way of its own refuses."""
        question = {"path": str(path), "previous": str(previous) if previous else None}
        try:
            answer, _ = self._process.communicate(json.dumps(question), timeout=_TIMEOUT_SECONDS)
            return _read(answer)
        except subprocess.TimeoutExpired:
            observed = f"no answer in {_TIMEOUT_SECONDS} seconds"
        except (ValueError, TypeError):
            observed = f"the gate's process ended with status {self._process.returncode}"
        return GateResult((unanswered("gate", rule="answers", observed=observed),))


@contextmanager
def waiting_gate() -> Iterator[Gate]:
    """A gate that gets ready while the caller prepares what to ask; it ends with the caller."""
    process = subprocess.Popen(
        [sys.executable, "-m", "osspulse.validation"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _GateProcess(process)
    finally:
        process.kill()
        process.communicate()


def _read(answer: str) -> GateResult:
    checks: list[dict[str, Any]] = json.loads(answer)
    return GateResult(tuple(Check(**check) for check in checks))

"""What a receiver has acknowledged, one JSON object a line, so that a killed run can go on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from osspulse.errors import WrongUsage

Key = tuple[str, str]
"""Source and delivery id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """One delivery that the receiver answered with 200 or 202.

    `body_sha256` is that of the body as the receiver keeps it: Gitee's without password and sign.
    """

    source: str
    event: str
    delivery_id: str
    body_sha256: str
    status: int
    acknowledged_at: str


class Ledger:
    """Remembers what was acknowledged, in a file where there is one."""

    def __init__(self, file: TextIO | None, known: set[Key]) -> None:
        self._file = file
        self._known = known

    def knows(self, source: str, delivery_id: str) -> bool:
        """Whether this delivery was acknowledged before."""
        return (source, delivery_id) in self._known

    def write(
        self, *, source: str, event: str, delivery_id: str, body_sha256: str, status: int
    ) -> None:
        """Add one line, flushed at once."""
        self._known.add((source, delivery_id))
        if self._file is None:
            return
        line = Acknowledged(
            source=source,
            event=event,
            delivery_id=delivery_id,
            body_sha256=body_sha256,
            status=status,
            acknowledged_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
        self._file.write(json.dumps(asdict(line)) + "\n")
        self._file.flush()


@contextmanager
def open_ledger(path: Path | None) -> Iterator[Ledger]:
    """The ledger in that file, which is made where it is not there; without a path, one in memory."""
    if path is None:
        yield Ledger(None, set())
        return
    known = {(told.source, told.delivery_id) for told in read_ledger(path)}
    path.parent.mkdir(parents=True, exist_ok=True)
    _cut_torn_line(path)
    with path.open("a", encoding="utf-8") as file:
        yield Ledger(file, known)


def read_ledger(path: Path) -> list[Acknowledged]:
    """All whole lines of a ledger; raises WrongUsage where the file is something else."""
    if not path.exists():
        return []
    told = []
    for place, line in enumerate(path.read_bytes().splitlines(keepends=True), start=1):
        if not line.endswith(b"\n"):
            break  # the run was killed while it wrote this line; the delivery goes out again
        try:
            told.append(Acknowledged(**json.loads(line)))
        except (ValueError, TypeError):
            raise WrongUsage(f"{path}, line {place}: not a ledger; name another file") from None
    return told


def _cut_torn_line(path: Path) -> None:
    if not path.exists():
        return
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        with path.open("r+b") as file:
            file.truncate(whole)

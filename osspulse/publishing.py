"""Publish the marts: a versioned read-only file that passed the gate, swapped in at once."""

import logging
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

from osspulse.candidate import STORAGE_VERSION, Label, write_candidate, write_gate_results
from osspulse.errors import GateRefused, OsspulseError, Unavailable
from osspulse.gate import GateResult, OpenedGate, waiting_gate
from osspulse.publication_check import see_as_reader
from osspulse.settings import Settings
from osspulse.warehouse import exclusive_use

logger = logging.getLogger(__name__)

_REFUSED = "refused.duckdb"
_NEXT_LINK = ".marts.duckdb.next"
_UNFIT_FOR_FILE_NAMES = re.compile(r"[^A-Za-z0-9._]+")
_SECONDS_PER_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A publication that readers now see."""

    path: Path
    run_id: str
    as_of: date
    row_count: int
    warning_count: int

    def as_facts(self) -> dict[str, str | int]:
        """The publication as small facts for logs and asset events."""
        return {
            "path": str(self.path),
            "run_id": self.run_id,
            "as_of": self.as_of.isoformat(),
            "row_count": self.row_count,
            "warning_count": self.warning_count,
        }


def publish_marts(
    settings: Settings, *, run_id: str, as_of: date, opened_gate: OpenedGate = waiting_gate
) -> Published:
    """The marts of the warehouse, published under `settings.published_file`.

    The file is `marts-<run id>.duckdb` beside that link; versions that were replaced stay for
    `settings.published_keep_days`. `opened_gate` is asked for leave to publish. Killed at any moment, this leaves the previous publication.
    Raises GateRefused naming each critical expectation that failed: the previous publication
    stays, the refused file is kept as `refused.duckdb` to look at. Raises Unavailable where the
    warehouse or the folder is in use or the disk is full, WrongUsage where there is no warehouse.
    """
    folder = settings.published_folder
    with _judged_candidate(settings, opened_gate, run_id=run_id, as_of=as_of) as judged:
        candidate, result = judged
        write_gate_results(candidate, result.as_json())
        if not result.passed:
            candidate.replace(folder / _REFUSED)
            raise GateRefused(_refusal(result, kept=folder / _REFUSED))
        rows = _verified_rows(candidate)
        path = _unused_name(folder, run_id)
        _make_durable(candidate)
        candidate.rename(path)
        replaced = _swap(settings.published_file, to=path)
        _remove_old(folder, keep={path, replaced}, days=settings.published_keep_days)
    return Published(
        path=path,
        run_id=run_id,
        as_of=as_of,
        row_count=sum(rows.values()),
        warning_count=len(result.warnings),
    )


def validate_marts(
    settings: Settings, *, as_of: date, opened_gate: OpenedGate = waiting_gate
) -> GateResult:
    """What the gate would say if the marts of the warehouse were published now; publishes nothing.

    Raises as `publish_marts` does, but for GateRefused.
    """
    with _judged_candidate(settings, opened_gate, run_id="validate", as_of=as_of) as (_, result):
        return result


@contextmanager
def _judged_candidate(
    settings: Settings, opened_gate: OpenedGate, *, run_id: str, as_of: date
) -> Iterator[tuple[Path, GateResult]]:
    """A file to publish and what the gate says about it.

    No other process publishes to the folder meanwhile; the file is gone afterwards.
    """
    folder = settings.published_folder
    with (
        opened_gate() as gate,
        exclusive_use(settings.published_file),
        _disk_errors_named(folder),
    ):
        _remove_leftovers(folder)
        # A name of its own: DuckDB remembers open files by name, even replaced ones.
        candidate = folder / f"candidate-{uuid4().hex}.duckdb"
        label = Label(
            run_id=run_id,
            published_at=datetime.now(UTC).replace(tzinfo=None),
            as_of=as_of,
            osspulse_version=version("osspulse"),
        )
        try:
            write_candidate(settings.warehouse_file, into=candidate, label=label)
            result = gate.ask(candidate, previous=_current(settings.published_file))
            _log(result)
            yield candidate, result
        finally:
            _remove_leftovers(folder)


@contextmanager
def _disk_errors_named(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"published folder {folder}: {error.strerror or error}; the previous publication "
            "stays in place; free some space or repair its permissions and publish again"
        ) from error


def _remove_leftovers(folder: Path) -> None:
    """Remove what a killed run left: only the one process that holds the folder gets here."""
    (folder / _NEXT_LINK).unlink(missing_ok=True)
    for leftover in folder.glob("candidate-*.duckdb*"):
        if leftover.is_dir():  # what DuckDB spilled
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def _log(result: GateResult) -> None:
    for check in (*result.refusals, *result.warnings):
        logger.warning("expectation failed", extra={"severity": check.severity, "check": check})
    logger.info(
        "gate finished",
        extra={
            "checks": len(result.checks),
            "refusals": len(result.refusals),
            "warnings": len(result.warnings),
        },
    )


def _refusal(result: GateResult, *, kept: Path) -> str:
    failed = "; ".join(str(check) for check in result.refusals) or "nothing was checked"
    return (
        f"the gate refused to publish: {failed}. The previous publication stays in place; look at "
        f"{kept}, correct the marts and publish again"
    )


def _verified_rows(candidate: Path) -> dict[str, int]:
    seen = see_as_reader(candidate)
    wal = candidate.with_name(candidate.name + ".wal")
    if wal.exists():
        raise OsspulseError(f"{wal} is left beside a closed file: its rows would be lost")
    if seen.storage_version.rstrip("+") != STORAGE_VERSION:
        raise OsspulseError(
            f"{candidate} has storage version {seen.storage_version}, not {STORAGE_VERSION}: "
            "older tools could not open it"
        )
    return seen.rows


def _unused_name(folder: Path, run_id: str) -> Path:
    """A file name for the run that no file has: a publication is never written over."""
    stem = f"marts-{_UNFIT_FOR_FILE_NAMES.sub('-', run_id)[:150]}"
    path, attempt = folder / f"{stem}.duckdb", 1
    while path.exists():
        attempt += 1
        path = folder / f"{stem}-{attempt}.duckdb"
    return path


def _make_durable(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _current(link: Path) -> Path | None:
    """The file that the link points to, by its own name: DuckDB remembers open files by name."""
    if not link.is_symlink():
        return None
    current = link.parent / link.readlink()
    return current if current.exists() else None


def _swap(link: Path, *, to: Path) -> Path | None:
    """Point the link to the file at once; the file it pointed to before, dated now, if any."""
    replaced = _current(link)
    if replaced is not None:
        os.utime(replaced)  # its days of grace start now, not when it was written
    following = link.with_name(_NEXT_LINK)
    following.symlink_to(to.name)
    _make_durable(link.parent)
    following.replace(link)
    _make_durable(link.parent)
    return replaced


def _remove_old(folder: Path, *, keep: set[Path | None], days: int) -> None:
    """Remove versions replaced more than `days` ago, never the one that a reader may be opening."""
    oldest = time.time() - days * _SECONDS_PER_DAY
    for path in folder.glob("marts-*.duckdb"):
        if path not in keep and path.stat().st_mtime < oldest:
            path.unlink()

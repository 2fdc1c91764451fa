"""Back up the warehouse: a copy under a name of its own, verified before it gets that name."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from osspulse.errors import Unavailable, WrongUsage
from osspulse.file_copies import Contents, copy_closed, make_durable
from osspulse.settings import Settings
from osspulse.warehouse import exclusive_use

logger = logging.getLogger(__name__)

_NAME = re.compile(r"warehouse-\d{8}T\d{6}\d*Z\.duckdb")
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackUp:
    """A copy of the warehouse, and what it holds."""

    path: Path
    contents: Contents
    removed: int

    def as_facts(self) -> dict[str, str | int]:
        """The copy as small facts for logs and asset events."""
        return {
            "path": str(self.path),
            "bytes": self.contents.byte_count,
            "events": self.contents.rows.get("events", 0),
            "sha256": self.contents.sha256,
            "removed": self.removed,
        }


def checksum_file(back_up: Path) -> Path:
    """Where the copy's SHA-256 is noted, in the form that `sha256sum --check` reads."""
    return back_up.with_name(back_up.name + ".sha256")


def back_up(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> BackUp:
    """Copy the warehouse into `settings.backups_folder`.

    The copy is read whole before it gets its name; of the copies in that folder the newest
    `settings.backups_keep` stay. Killed at any moment, this leaves the others as they were.
    Raises Unavailable where somebody is in the warehouse, it is damaged or the disk is full,
    WrongUsage where there is no warehouse yet.
    """
    warehouse, folder = settings.warehouse_file, settings.backups_folder
    if not warehouse.exists():
        raise WrongUsage(f"warehouse {warehouse} does not exist yet; `osspulse land` makes it")
    with exclusive_use(warehouse):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _remove_leftovers(folder)
            path = _unused_name(folder, clock())
            contents = _write(warehouse, path)
            removed = _remove_old(folder, keep=settings.backups_keep)
        except OSError as error:
            raise Unavailable(
                f"backups folder {folder}: {error.strerror or error}; the copies there are as they "
                "were; free some space or repair its permissions, then back up again"
            ) from error
    done = BackUp(path=path, contents=contents, removed=removed)
    logger.info("warehouse backed up", extra=done.as_facts())
    return done


def _write(warehouse: Path, path: Path) -> Contents:
    # No name that a pattern for copies finds, and DuckDB remembers files by name.
    partial = path.with_name(f".{path.name}{_PARTIAL}")
    try:
        contents = copy_closed(warehouse, into=partial)
        checksum_file(path).write_text(f"{contents.sha256}  {path.name}\n", encoding="utf-8")
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    make_durable(path.parent)
    return contents


def _unused_name(folder: Path, now: datetime) -> Path:
    moment = now.astimezone(UTC)
    path = folder / f"warehouse-{moment:%Y%m%dT%H%M%SZ}.duckdb"
    return folder / f"warehouse-{moment:%Y%m%dT%H%M%S%fZ}.duckdb" if path.exists() else path


def _remove_leftovers(folder: Path) -> None:
    """Remove what a killed one left: whoever gets here is alone."""
    for leftover in folder.glob(f".warehouse-*{_PARTIAL}*"):
        leftover.unlink()


def _remove_old(folder: Path, *, keep: int) -> int:
    found = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    old = found[:-keep]
    for path in old:
        path.unlink()
        checksum_file(path).unlink(missing_ok=True)
    return len(old)

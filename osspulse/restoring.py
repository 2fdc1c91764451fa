"""Put a copy of the warehouse back in its place; landing goes on from the offsets that it holds."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from osspulse.backing_up import checksum_file
from osspulse.errors import Unavailable, WrongUsage
from osspulse.file_copies import (
    Contents,
    copy_bytes,
    insist_on_nobody_inside,
    look_into,
    make_durable,
    write_ahead_log,
)
from osspulse.settings import Settings
from osspulse.warehouse import exclusive_use

logger = logging.getLogger(__name__)

_WAIT_SECONDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What the warehouse holds now, and where the file that it replaced was put."""

    contents: Contents
    kept_aside: Path | None

    def as_facts(self) -> dict[str, str | int | None]:
        """What happened as small facts."""
        return {
            "events": self.contents.rows.get("events", 0),
            "bytes": self.contents.byte_count,
            "kept_aside": str(self.kept_aside) if self.kept_aside else None,
        }


def restore(
    settings: Settings,
    file: Path,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Restored:
    """Make the warehouse a copy of `file`, which stays where it is.

    The copy is read whole first; the file that it replaces is kept beside the warehouse. What came
    after the copy was made is read again from Kafka by the next landing, and what Kafka no longer
    holds becomes a row of raw.gaps. Raises Unavailable where somebody is in the warehouse, the disk
    is full or `file` is damaged, WrongUsage where there is no such file.
    """
    warehouse = settings.warehouse_file
    if not file.is_file():
        raise WrongUsage(f"{file} does not exist; {settings.backups_folder} is where backups are")
    if file.resolve() == warehouse.resolve():
        raise WrongUsage(f"{file} is the warehouse itself; name a backup of it")
    with exclusive_use(warehouse, wait_seconds=_WAIT_SECONDS):
        try:
            return _restore(warehouse, file, moment=f"{clock().astimezone(UTC):%Y%m%dT%H%M%S%fZ}")
        except OSError as error:
            raise Unavailable(
                f"{error.filename or warehouse}: {error.strerror or error}; the warehouse is as it "
                "was; free some space or repair the permissions, then restore again"
            ) from error


def _restore(warehouse: Path, file: Path, *, moment: str) -> Restored:
    if warehouse.exists():
        insist_on_nobody_inside(warehouse)
    for leftover in warehouse.parent.glob(f".{warehouse.name}.restoring-*"):
        leftover.unlink()
    # A name that no process has opened: DuckDB remembers files by name.
    following = warehouse.with_name(f".{warehouse.name}.restoring-{moment}")
    try:
        sha256 = copy_bytes(file, into=following)
        contents = look_into(following)
        _compare(contents, file, copied=sha256)
        kept_aside = _keep_aside(warehouse, moment) if warehouse.exists() else None
        # Older rows alone are read again from Kafka; a log of another file's would lock all out.
        write_ahead_log(warehouse).unlink(missing_ok=True)
        following.replace(warehouse)
    finally:
        following.unlink(missing_ok=True)
    make_durable(warehouse.parent)
    restored = Restored(contents=contents, kept_aside=kept_aside)
    logger.warning("warehouse restored", extra={"from": str(file), **restored.as_facts()})
    return restored


def _compare(contents: Contents, file: Path, *, copied: str) -> None:
    noted = checksum_file(file)
    wanted = noted.read_text(encoding="utf-8").split()[0] if noted.exists() else copied
    if contents.sha256 != wanted:
        raise Unavailable(
            f"{file} is not what was backed up: its SHA-256 is {contents.sha256}, {noted.name} "
            f"says {wanted}; restore another backup"
        )


def _keep_aside(warehouse: Path, moment: str) -> Path:
    """Give the present file, and its log where it has one, a second name that stays."""
    aside = warehouse.with_name(f"{warehouse.stem}-replaced-{moment}.duckdb")
    os.link(warehouse, aside)
    if write_ahead_log(warehouse).exists():
        os.link(write_ahead_log(warehouse), write_ahead_log(aside))
    make_durable(warehouse.parent)
    return aside

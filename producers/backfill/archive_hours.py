"""Hours of GH Archive on this machine: checked as a whole, then read event by event."""

import gzip
import hashlib
import shutil
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from osspulse.errors import InvalidEvent, OsspulseError, Unavailable, WrongUsage
from producers.backfill.ledger import Selection
from producers.sources.gharchive import ArchivedEvent, archived_event
from producers.sources.json_members import NotAnObject, objects

LONGEST_EVENT = 25 * 1024 * 1024
"""Bytes. Nothing longer fits a record; a real event has a few thousand."""

LONGEST_LINE = 256 * 1024 * 1024
"""Bytes. Some hours of 2011 and 2012 are one line, their events one after another."""

_FETCH_SECONDS = 60


class DamagedArchive(OsspulseError):
    """The file is not a whole hour of events; get it again."""


@dataclass(frozen=True, slots=True)
class ArchivedHour:
    """A file that was read to its end and found whole."""

    path: Path
    sha256: str
    event_count: int
    kept: tuple[ArchivedEvent, ...] | None = None
    """The events that were asked for, where they were few enough to keep while checking."""


def check_hour(
    path: Path, *, selection: Selection = None, most_kept_bytes: int = 0
) -> ArchivedHour:
    """The file, read to its end once; with what `selection` asks for, up to so many bytes of it.

    Raises WrongUsage when it cannot be opened, DamagedArchive when its compression is broken or a
    line is no event, naming what is wrong.
    """
    digest = _sha256(path)
    kept: list[ArchivedEvent] | None = None if selection is None else []
    count = room = 0
    for event in _events(path):
        count += 1
        if kept is not None and selection is not None and event.repository_name in selection:
            kept.append(event)
            room += len(event.line)
            kept = kept if room <= most_kept_bytes else None
    if count == 0:
        raise DamagedArchive(f"archive {path} has no events; {_GET_AGAIN}")
    return ArchivedHour(path, digest, count, None if kept is None else tuple(kept))


def events(hour: ArchivedHour) -> Iterator[ArchivedEvent]:
    """The events of a checked hour, in the file's order; those that were kept, where some were.

    Raises DamagedArchive at the beginning when the file is another one than was checked.
    """
    if hour.kept is not None:
        yield from hour.kept
        return
    if _sha256(hour.path) != hour.sha256:
        raise DamagedArchive(f"archive {hour.path} changed after it was checked; start again")
    yield from _events(hour.path)


def fetch_hour(url: str, *, into: Path) -> Path:
    """The file behind an https address, in the folder `into`; one that is there is not fetched again.

    Raises WrongUsage for another kind of address, Unavailable when it cannot be had.
    """
    address = urlsplit(url)
    name = Path(address.path).name
    if address.scheme != "https" or not name:
        raise WrongUsage(f"archive {url}: only https addresses of a file are fetched")
    target = into / name
    if target.exists():
        return target
    into.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(name + ".part")
    try:
        with (
            urllib.request.urlopen(url, timeout=_FETCH_SECONDS) as answer,  # noqa: S310 - https, checked above
            unfinished.open("wb") as file,
        ):
            shutil.copyfileobj(answer, file)
    except (OSError, urllib.error.URLError) as error:
        unfinished.unlink(missing_ok=True)
        raise Unavailable(f"archive {url} could not be fetched: {error}; try again") from None
    return unfinished.rename(target)


_GET_AGAIN = "nothing of it was sent; get the file again"


def _events(path: Path) -> Iterator[ArchivedEvent]:
    number = 0
    try:
        with gzip.open(path, "rb") as lines:
            while line := lines.readline(LONGEST_LINE + 1):
                number += 1
                yield from _events_of(line.rstrip(b"\r\n"))
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise DamagedArchive(f"archive {path} is no gzip file: {error}; {_GET_AGAIN}") from None
        raise WrongUsage(f"archive {path} cannot be read: {error.strerror}") from None
    except (EOFError, zlib.error) as error:
        raise DamagedArchive(
            f"archive {path} is damaged after line {number}: {error}; {_GET_AGAIN}"
        ) from None
    except InvalidEvent as error:
        raise DamagedArchive(
            f"archive {path} line {number} is no event: {error}; {_GET_AGAIN}"
        ) from None


def _events_of(line: bytes) -> list[ArchivedEvent]:
    try:
        return [_event(line)]
    except InvalidEvent:
        try:
            parts = objects(line)
        except NotAnObject:
            parts = []
        if len(parts) < 2:
            raise
        return [_event(part) for part in parts]


def _event(text: bytes) -> ArchivedEvent:
    if len(text) > LONGEST_EVENT:
        raise InvalidEvent(f"it is longer than {LONGEST_EVENT} bytes")
    return archived_event(text)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WrongUsage(f"archive {path} cannot be read: {error.strerror}") from None

"""Copy and read DuckDB files in a process of its own.

A process that merely opens and closes a DuckDB file lets go of whatever lock it holds there, and
keeps in mind what it wrote; so whoever works with the warehouse leaves both to a child.
`python -m osspulse.file_copies look FILE` prints what is in a warehouse as JSON, reading every
row of it; `… copy FILE INTO` empties the write-ahead log into the file, then copies it.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from osspulse.errors import OsspulseError, Unavailable

_CHUNK_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a warehouse holds: rows of each raw table, how far each partition landed, its bytes."""

    rows: dict[str, int]
    positions: list[tuple[str, int, int]]
    sha256: str
    byte_count: int


def look_into(file: Path) -> Contents:
    """What a new process finds in the closed file; raises Unavailable where a row cannot be read."""
    return _contents(_in_child("look", file), file)


def copy_closed(file: Path, *, into: Path) -> Contents:
    """Copy the warehouse and say what the copy holds; nobody may be in the warehouse meanwhile.

    Raises Unavailable where somebody is, the disk is full, or the copy differs from the original.
    """
    original = _contents(_in_child("copy", file, into), file)
    copy = look_into(into)
    if copy != original:
        raise Unavailable(f"{into} differs from {file} that it was copied from; back up again")
    return copy


def copy_bytes(file: Path, *, into: Path) -> str:
    """Copy a file that nobody writes to, durably; the SHA-256 of what was read."""
    digest = hashlib.sha256()
    with file.open("rb") as source, into.open("wb") as copy:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


def make_durable(folder: Path) -> None:
    """Let the names in the folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_ahead_log(file: Path) -> Path:
    """Where DuckDB keeps what it has committed and not yet put into the file."""
    return file.with_name(file.name + ".wal")


def insist_on_nobody_inside(file: Path) -> None:
    """Raise Unavailable where a process has the file open in DuckDB, whatever lock of ours it took."""
    _in_child("lock", file)


def _in_child(task: str, *files: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "osspulse.file_copies", task, *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = done.stdout.strip() or f"the process that read it ended with {done.returncode}"
        raise Unavailable(reason)
    return done.stdout


def _contents(answer: str, file: Path) -> Contents:
    try:
        facts = json.loads(answer)
        facts["positions"] = [(str(topic), part, to) for topic, part, to in facts["positions"]]
        return Contents(**facts)
    except (ValueError, TypeError, KeyError):
        raise Unavailable(f"{file} cannot be read: {answer.strip()[:300]}") from None


def _look(file: Path) -> Contents:
    if write_ahead_log(file).exists():
        raise Unavailable(f"{write_ahead_log(file)} lies beside a closed file: rows would be lost")
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK_BYTES):
            digest.update(chunk)
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'raw' order by all"
        ).fetchall()
        # Hashing whole rows reads every block, and DuckDB compares each with its checksum.
        rows = {
            name: int(
                connection.execute(
                    f'select count(*), bit_xor(hash(found)) from raw."{name}" as found'  # noqa: S608
                ).fetchall()[0][0]
            )
            for (name,) in tables
        }
        positions = connection.execute(
            "select topic, partition, next_offset from raw.positions order by all"
        ).fetchall()
    return Contents(
        rows=rows,
        positions=positions,
        sha256=digest.hexdigest(),
        byte_count=file.stat().st_size,
    )


def _copy(file: Path, into: Path) -> Contents:
    with duckdb.connect(str(file)) as connection:
        connection.execute("force checkpoint")
    contents = _look(file)
    if copy_bytes(file, into=into) != contents.sha256:
        raise Unavailable(f"{file} changed while it was copied; end whoever writes to it")
    return contents


def _lock(file: Path) -> None:
    with file.open("r+b") as opened:
        try:
            fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Unavailable(
                f"{file} is open in another process; end that one, then try again"
            ) from None


def _main(task: str, *files: str) -> int:
    paths = [Path(file) for file in files]
    tasks: dict[str, Callable[..., Contents | None]] = {"look": _look, "copy": _copy, "lock": _lock}
    try:
        found = tasks[task](*paths)
    except OsspulseError as error:
        print(error)  # noqa: T201
    except OSError as error:
        print(f"{error.filename or paths[-1]}: {error.strerror or error}")  # noqa: T201
    except duckdb.Error as error:
        print(f"{paths[0]}: {str(error).partition(chr(10))[0]}")  # noqa: T201
    else:
        print(json.dumps(asdict(found) if found else None))  # noqa: T201
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))

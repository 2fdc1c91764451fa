"""The warehouse: one DuckDB file, one process in it at a time, and the schema of what arrives."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from osspulse.errors import OsspulseError, Unavailable, WrongUsage

_RAW_SCHEMA = """
create schema if not exists raw;

create table if not exists raw.events (
    source varchar not null,
    event varchar not null,
    delivery_id varchar not null,
    received_at timestamptz not null,
    landed_at timestamptz not null,
    topic varchar not null,
    partition integer not null,
    "offset" bigint not null,
    content_type varchar not null,
    body_sha256 varchar not null,
    body varchar not null using compression zstd
);
comment on table raw.events is
    'One row per record that landed: the body as received, and where in the log it was.';

create table if not exists raw.positions (
    topic varchar not null,
    topic_id varchar not null,
    partition integer not null,
    next_offset bigint not null,
    last_record_sha256 varchar,
    updated_at timestamptz not null
);
alter table raw.positions add column if not exists last_record_offset bigint;
comment on table raw.positions is 'One row per partition: the offset that landing reads next.';

create table if not exists raw.gaps (
    topic varchar not null,
    partition integer not null,
    from_offset bigint not null,
    to_offset bigint not null,
    reason varchar not null,
    noticed_at timestamptz not null
);
comment on table raw.gaps is
    'One row per stretch of the log, from_offset up to but without to_offset, that never landed.';

create table if not exists raw.quarantine (
    topic varchar not null,
    partition integer not null,
    "offset" bigint not null,
    reason varchar not null,
    received_at timestamptz,
    landed_at timestamptz not null,
    headers varchar,
    body blob
);
comment on table raw.quarantine is
    'One row per record that landed but cannot be used, with its bytes and the reason.';

create table if not exists raw.resent (
    topic varchar not null,
    partition integer not null,
    "offset" bigint not null,
    resent_at timestamptz not null,
    new_offset bigint not null
);
comment on table raw.resent is
    'One row per record of quarantine that was sent again: where it lay, and its new offset there.';

create table if not exists raw.landing_runs (
    run_id varchar not null,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    landed_count bigint not null,
    quarantined_count bigint not null,
    byte_count bigint not null
);
comment on table raw.landing_runs is 'One row per run of landing that finished.';
"""

_LOCK_POLL_SECONDS = 0.05

ROW_GROUP = 8_192
"""Rows that are compressed together where landing writes them."""


@contextmanager
def exclusive_use(warehouse: Path, *, wait_seconds: float = 60) -> Iterator[None]:
    """Be the only process at the warehouse; raises Unavailable with the holder's pid in the end.

    DuckDB's own lock is lost when the process that holds it merely opens and closes the file
    otherwise, so this lock lies on a file beside it.
    """
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    path = warehouse.with_name(warehouse.name + ".lock")
    with path.open("a+") as lock:
        _take(lock.fileno(), path=path, until=time.monotonic() + wait_seconds)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _take(descriptor: int, *, path: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                holder = path.read_text() or "unknown"
                raise Unavailable(
                    f"warehouse {path.with_suffix('')} is in use by process {holder}; "
                    "wait until it is done, or end it"
                ) from None
            time.sleep(_LOCK_POLL_SECONDS)
        else:
            return


@contextmanager
def open_warehouse(
    warehouse: Path, *, read_only: bool = False, wait_seconds: float = 60
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that no other process shares; the raw schema exists in it, every time is UTC."""
    with exclusive_use(warehouse, wait_seconds=wait_seconds), duckdb_errors_named(warehouse):
        if read_only and not warehouse.exists():
            raise WrongUsage(f"warehouse {warehouse} does not exist yet; `osspulse land` makes it")
        connection = (
            duckdb.connect(str(warehouse), read_only=True) if read_only else _attached(warehouse)
        )
        try:
            connection.execute("set TimeZone = 'UTC'")
            if not read_only:
                connection.execute(_RAW_SCHEMA)
            yield connection
        finally:
            connection.close()


def _attached(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """The warehouse, to append to.

    A transaction of ROW_GROUP rows or more goes straight into the file, compressed; of fewer it
    goes through the log and is compressed at the next checkpoint. Joining the pieces is left to the
    next build, else every checkpoint would rewrite what landed shortly before.
    """
    connection = duckdb.connect(
        config={"max_vacuum_tasks": 0, "temp_directory": f"{warehouse}.tmp"}
    )
    try:
        path = str(warehouse).replace("'", "''")
        connection.execute(f"attach '{path}' as warehouse (row_group_size {ROW_GROUP})")
        connection.execute("use warehouse")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def duckdb_errors_named(file: Path) -> Iterator[None]:
    """Turn DuckDB's errors about the file itself into one line that says what to do."""
    try:
        yield
    except duckdb.Error as error:
        raise _named(error, file) from error


def _named(error: duckdb.Error, file: Path) -> OsspulseError:
    reason = str(error).splitlines()[0]
    if "No space left on device" in str(error):
        return Unavailable(
            f"{file}: the disk is full, nothing was stored; free some space and run it again"
        )
    if "newer version" in reason or "storage version" in reason.lower():
        return WrongUsage(
            f"{file} was written by a newer DuckDB than {duckdb.__version__}; "
            "use the version that wrote it"
        )
    if isinstance(
        error, duckdb.IOException | duckdb.FatalException | duckdb.SerializationException
    ):
        return Unavailable(
            f"{file}: {reason}; docs/operations.md says how to restore or rebuild the warehouse"
        )
    if "Corrupt" in reason:
        return OsspulseError(
            f"{file}: {reason}; docs/operations.md says how to restore or rebuild the warehouse"
        )
    return OsspulseError(f"{file}: {reason}")

"""Look at a written DuckDB file as a reader does, in a process of its own.

A process that has written a file keeps what it wrote in mind; only another one sees what is on
the disk. `python -m osspulse.publication_check FILE` prints what it sees as JSON.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from osspulse.errors import Unavailable

_TIMEOUT_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a reader finds in a file: who may open it, and how many rows each table has."""

    storage_version: str
    rows: dict[str, int]


def see_as_reader(file: Path) -> Seen:
    """What a new process finds in the file; raises Unavailable if it cannot read it."""
    done = subprocess.run(
        [sys.executable, "-m", "osspulse.publication_check", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )
    try:
        return Seen(**json.loads(done.stdout))
    except (ValueError, TypeError):
        reason = done.stdout.strip() or f"the reading process ended with {done.returncode}"
        raise Unavailable(f"{file} cannot be read back: {reason}; publish again") from None


def see(file: Path) -> Seen:
    """What this process finds in the file."""
    with duckdb.connect(str(file), read_only=True) as connection:
        (version,) = connection.execute(
            "select tags['storage_version'] from duckdb_databases()"
            " where database_name = current_database()"
        ).fetchall()[0]
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() order by all"
        ).fetchall()
        rows = {
            f"{schema}.{table}": int(
                connection.execute(f'select count(*) from "{schema}"."{table}"').fetchall()[0][0]  # noqa: S608
            )
            for schema, table in tables
        }
    return Seen(storage_version=str(version), rows=rows)


def _main() -> None:
    try:
        print(json.dumps(asdict(see(Path(sys.argv[1])))))  # noqa: T201
    except duckdb.Error as error:
        print(str(error).partition("\n")[0])  # noqa: T201


if __name__ == "__main__":
    _main()

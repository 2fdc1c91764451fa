"""Which version of the dbt project the warehouse was last built with."""

import hashlib
from pathlib import Path

import duckdb

_TABLE = """
create table if not exists raw.built_project (fingerprint varchar not null);
comment on table raw.built_project is 'One row: the dbt project that the last whole build was of.';
"""
_SOURCES = ("*.sql", "*.py", "*.yml", "*.csv")
_MADE_BY_DBT = ("target", "logs", "dbt_packages")


def fingerprint_of(project: Path) -> str:
    """A hash over every file that decides what a build makes."""
    digest = hashlib.sha256()
    files = {file for pattern in _SOURCES for file in project.rglob(pattern)}
    for file in sorted(files):
        name = file.relative_to(project)
        if name.parts[0] not in _MADE_BY_DBT:
            digest.update(f"{name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def was_built_with(connection: duckdb.DuckDBPyConnection, fingerprint: str) -> bool:
    """Whether the last whole build of this warehouse was of this very project."""
    connection.execute(_TABLE)
    known = connection.execute("select fingerprint from raw.built_project").fetchall()
    return known == [(fingerprint,)]


def forget_build(connection: duckdb.DuckDBPyConnection) -> None:
    """Say nothing of the last build: what follows may fail half way."""
    connection.execute("delete from raw.built_project")


def remember_build(connection: duckdb.DuckDBPyConnection, fingerprint: str) -> None:
    """From now on the warehouse is built with this project."""
    connection.execute("insert into raw.built_project values (?)", [fingerprint])

"""Write the marts of the warehouse into a file of their own, complete but not yet published."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from osspulse.warehouse import duckdb_errors_named, open_warehouse

SCHEMAS = ("core", "community_health", "cultivation", "quality")
"""The schemas that people read; all others are the pipeline's own."""

STORAGE_VERSION = "v1.5.0"
"""Old enough for tools that carry an older DuckDB than ours."""

# The simulator writes both marks into every repository it makes; one alone could be chance.
_IS_SIMULATED = """
select coalesce(bool_or(
    owner_name like 'simulated-%' and description like 'Simulated project %'
), false) from candidate.core.dim_repositories
"""

_PUBLICATION_COLUMNS = {
    "run_id": ("varchar", "The run that published this file."),
    "published_at": ("timestamp", "When it was published (UTC)."),
    "as_of_date": ("date", "The marts tell the state at 00:00 UTC at the start of this day."),
    "osspulse_version": ("varchar", "The version of OSS Pulse that published it."),
    "input_positions": (
        "varchar",
        "JSON array: per topic and partition the offset up to which events are counted in.",
    ),
    "gate_results": (
        "varchar",
        "JSON array: each expectation of the gate, its severity, bound and what was observed.",
    ),
    "is_simulated": (
        "boolean",
        "Whether any repository in it was made by the simulator: nothing here is real then.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a publication says about itself before the gate has spoken."""

    run_id: str
    published_at: datetime
    as_of: date
    osspulse_version: str


def write_candidate(warehouse: Path, *, into: Path, label: Label) -> int:
    """How many tables were copied from the warehouse into the new file `into`.

    Views become tables, so that each reads without the rest of the warehouse. Rows are in order,
    so that the same marts make the same file whatever ran in between. Raises Unavailable where
    the warehouse is in use or the disk is full, WrongUsage where there is no warehouse.
    """
    with open_warehouse(warehouse, read_only=True) as connection, duckdb_errors_named(into):
        connection.execute(
            f"attach {_literal(str(into))} as candidate"
            f" (read_write, storage_version '{STORAGE_VERSION}')"
        )
        marts = _marts(connection)
        for schema in (*SCHEMAS[:2], "quality"):
            connection.execute(f"create schema if not exists candidate.{schema}")
        for mart in marts:
            _copy(connection, mart)
        _write_publication(connection, label, has_repositories=_REPOSITORIES in marts)
        connection.execute("detach candidate")
    return len(marts)


def write_gate_results(candidate: Path, gate_results: str) -> None:
    """Note in the file what the gate said about it."""
    with duckdb_errors_named(candidate), duckdb.connect(str(candidate)) as connection:
        connection.execute("update quality.publication set gate_results = ?", [gate_results])


@dataclass(frozen=True, slots=True)
class _Mart:
    schema: str
    table: str

    @property
    def name(self) -> str:
        return f"{_quoted(self.schema)}.{_quoted(self.table)}"


_REPOSITORIES = _Mart("core", "dim_repositories")


def _marts(connection: duckdb.DuckDBPyConnection) -> list[_Mart]:
    rows = connection.execute(
        """
        select table_schema, table_name from information_schema.tables
        where table_catalog = current_database() and list_contains(?, table_schema)
        order by all
        """,
        [list(SCHEMAS)],
    ).fetchall()
    return [_Mart(schema, table) for schema, table in rows]


def _copy(connection: duckdb.DuckDBPyConnection, mart: _Mart) -> None:
    connection.execute(f"create schema if not exists candidate.{_quoted(mart.schema)}")
    connection.execute(
        f"create table candidate.{mart.name} as select * from {mart.name} order by all"  # noqa: S608
    )
    table_comment = connection.execute(
        """
        select comment from (
            select database_name, schema_name, table_name as name, comment from duckdb_tables()
            union all
            select database_name, schema_name, view_name as name, comment from duckdb_views()
        ) as described
        where database_name = current_database() and schema_name = ? and name = ?
            and comment is not null
        """,
        [mart.schema, mart.table],
    ).fetchall()
    for (comment,) in table_comment:
        connection.execute(f"comment on table candidate.{mart.name} is {_literal(comment)}")
    column_comments = connection.execute(
        """
        select column_name, comment from duckdb_columns()
        where database_name = current_database() and schema_name = ? and table_name = ?
            and comment is not null
        """,
        [mart.schema, mart.table],
    ).fetchall()
    for column, comment in column_comments:
        connection.execute(
            f"comment on column candidate.{mart.name}.{_quoted(column)} is {_literal(comment)}"
        )


def _write_publication(
    connection: duckdb.DuckDBPyConnection, label: Label, *, has_repositories: bool
) -> None:
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in _PUBLICATION_COLUMNS.items())
    connection.execute(f"create table candidate.quality.publication ({columns})")
    connection.execute(
        "comment on table candidate.quality.publication is 'One row: what this file is.'"
    )
    for name, (_, description) in _PUBLICATION_COLUMNS.items():
        connection.execute(
            f"comment on column candidate.quality.publication.{name} is {_literal(description)}"
        )
    is_simulated = has_repositories and connection.execute(_IS_SIMULATED).fetchall()[0][0]
    connection.execute(
        "insert into candidate.quality.publication values (?, ?, ?, ?, ?, '[]', ?)",
        [
            label.run_id,
            label.published_at,
            label.as_of,
            label.osspulse_version,
            _input_positions(connection),
            is_simulated,
        ],
    )


def _input_positions(connection: duckdb.DuckDBPyConnection) -> str:
    rows = connection.execute(
        "select topic, partition, next_offset from quality.positions order by all"
    ).fetchall()
    names = ("topic", "partition", "next_offset")
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

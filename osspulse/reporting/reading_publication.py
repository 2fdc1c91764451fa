"""What a published file says about itself: its run, its gate, its metrics, its data quality."""

import json
from collections.abc import Mapping
from typing import Any

import duckdb

from osspulse.errors import WrongUsage
from osspulse.reporting.models import Definition, Publication, Table


def rows_of(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return connection.execute(query, dict(parameters or {})).fetchall()


def publication_of(connection: duckdb.DuckDBPyConnection) -> Publication:
    """The file's one row of `quality.publication`; raises WrongUsage where it is not one."""
    rows = rows_of(
        connection,
        """
        select run_id, published_at, as_of_date, osspulse_version, is_simulated, gate_results
        from quality.publication
        """,
    )
    if len(rows) != 1:
        raise WrongUsage(f"quality.publication has {len(rows)} rows instead of one; publish again")
    run_id, published_at, as_of, version, is_simulated, gate_results = rows[0]
    checks = _checks(gate_results)
    return Publication(
        run_id=run_id,
        published_at=published_at,
        as_of=as_of,
        version=version,
        is_simulated=is_simulated,
        check_count=len(checks),
        warnings=tuple(_told(check) for check in checks if not check["passed"]),
    )


def definitions_of(connection: duckdb.DuckDBPyConnection) -> dict[str, Definition]:
    """The metrics in the order of the reader: as they are listed, not by name."""
    rows = rows_of(
        connection,
        """
        select metric, title_en, title_zh, explanation_en, explanation_zh, unit, direction
        from community_health.dim_metrics order by metric
        """,
    )
    return {
        metric: Definition(
            metric, named(title_en, title_zh), named(why_en, why_zh), unit, direction
        )
        for metric, title_en, title_zh, why_en, why_zh, unit, direction in rows
    }


def quality_table(connection: duckdb.DuckDBPyConnection, name: str) -> Table:
    """A table of the `quality` schema, `name` being one that this code names."""
    cursor = connection.execute(f"select * from quality.{name} order by all")  # noqa: S608
    columns = tuple(column[0] for column in cursor.description or ())
    return Table(columns, tuple(cursor.fetchall()))


def named(english: str | None, chinese: str | None) -> dict[str, str]:
    """A name by language; the other language's where one is missing."""
    return {"en": english or chinese or "", "zh": chinese or english or ""}


def _checks(gate_results: str) -> list[dict[str, Any]]:
    try:
        checks = json.loads(gate_results)
    except ValueError as error:
        raise WrongUsage(f"quality.publication: gate_results is no JSON ({error})") from error
    if not isinstance(checks, list):
        raise WrongUsage("quality.publication: gate_results is no list of checks; publish again")
    return checks


def _told(check: Mapping[str, Any]) -> str:
    return (
        f"{check['suite']} {check['rule']}: observed {check['observed']}, "
        f"expected {check['expected']} ({check['notes']})"
    )

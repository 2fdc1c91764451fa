"""Asking the published marts."""

import csv
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from osspulse.cli.console import Terminal, pass_terminal, settings
from osspulse.errors import WrongUsage

if TYPE_CHECKING:
    import pyarrow as pa


# SQL may begin with a comment: two dashes, which would be an option.
@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("sql")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "parquet"]),
    default="table",
    show_default=True,
    help="How the rows are written to standard output.",
)
@pass_terminal
def query(terminal: Terminal, sql: str, form: str) -> None:
    """Ask the published marts in SQL; nothing can be changed and no other file can be read."""
    rows = _ask(settings().published_file, sql)
    writers = {"table": _write_table, "csv": _write_csv, "json": _write_json, "parquet": _write}
    if terminal.as_json:
        terminal.result({"columns": rows.column_names, "rows": rows.to_pylist()})
    else:
        writers[form](rows)


def _ask(published: Path, sql: str) -> "pa.Table":
    import duckdb

    if not published.exists():
        raise WrongUsage(f"{published} does not exist; `osspulse run` publishes the first marts")
    with duckdb.connect(str(published.resolve()), read_only=True) as connection:
        connection.execute("set enable_external_access = false")
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set lock_configuration = true")
        try:
            rows = connection.sql(sql)
        except duckdb.Error as error:
            raise WrongUsage(f"query: {error}") from error
        if rows is None:
            raise WrongUsage(
                "query: this statement gives no rows; ask with select, from or describe"
            )
        return rows.to_arrow_table()


def _write_table(rows: "pa.Table") -> None:
    table = Table(*rows.column_names)
    for row in rows.to_pylist():
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    console = Console(markup=False)
    # Into a file or a pipe a table keeps its lines whole.
    console.width = console.width if console.is_terminal else 10_000
    console.print(table)


def _write_csv(rows: "pa.Table") -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(rows.column_names)
    writer.writerows(list(row.values()) for row in rows.to_pylist())


def _write_json(rows: "pa.Table") -> None:
    def as_text(value: Any) -> str:
        return value.isoformat() if hasattr(value, "isoformat") else str(value)

    def finite(value: Any) -> Any:
        """JSON has no word for infinity: unknown, then."""
        return None if isinstance(value, float) and not math.isfinite(value) else value

    told = [{name: finite(value) for name, value in row.items()} for row in rows.to_pylist()]
    click.echo(json.dumps(told, default=as_text, ensure_ascii=False))


def _write(rows: "pa.Table") -> None:
    import pyarrow.parquet

    pyarrow.parquet.write_table(rows, sys.stdout.buffer)


COMMANDS = (query,)

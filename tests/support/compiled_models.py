"""The very SQL of dbt models, run over small tables in memory: nothing of it is written twice."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

DBT_PROJECT = Path(__file__).parents[2] / "dbt"
Rows = list[dict[str, Any]]


@cache
def _compiled(as_of: str) -> Path:
    """A folder with every model of the project compiled, as of one day."""
    folder = Path(tempfile.mkdtemp(prefix="osspulse-compiled-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    done = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "dbt"), "--quiet", "compile", "--no-introspect"),
            *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
            *("--vars", f"as_of: '{as_of}'"),
        ],
        env=os.environ | {"OSSPULSE_WAREHOUSE": ":memory:"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "target" / "compiled"


def model_sql(name: str, *, as_of: str) -> str:
    """The SQL of one model; raises where the project has none of that name."""
    (path,) = _compiled(as_of).rglob(f"models/**/{name}.sql")
    return path.read_text(encoding="utf-8")


class Tables:
    """An empty database with the project's schemas, to fill and to run models in."""

    def __init__(self, *, as_of: str = "2026-04-06") -> None:
        self.as_of = as_of
        self.connection = duckdb.connect(":memory:")
        for schema in ("staging", "intermediate", "core", "community_health"):
            self.connection.execute(f"create schema {schema}")

    def fill(self, table: str, columns: str, rows: Rows) -> None:
        """Make a table `schema.name` with columns as in SQL, and these rows in it."""
        names = [column.split()[0] for column in columns.split(",")]
        self.connection.execute(f"create or replace table {table} ({columns})")
        marks = ", ".join("?" for _ in names)
        values = [[row.get(name) for name in names] for row in rows]
        if values:
            self.connection.executemany(f"insert into {table} values ({marks})", values)  # noqa: S608

    def seed(self, name: str) -> None:
        """One of the project's seeds, its types found by reading."""
        path = DBT_PROJECT / "seeds" / f"{name}.csv"
        self.connection.execute(
            f"create or replace table intermediate.{name} as from read_csv('{path}')"
        )

    def build(self, *models: str) -> None:
        """Make each model a table in `intermediate`, in this order."""
        for model in models:
            sql = model_sql(model, as_of=self.as_of)
            self.connection.execute(f"create or replace table intermediate.{model} as {sql}")

    def rows(self, query: str, *parameters: object) -> Rows:
        """What a query gives."""
        result = self.connection.execute(query, list(parameters))
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

"""The staging models of a temporary warehouse, built by the real dbt project."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

DBT_PROJECT = Path(__file__).parents[2] / "dbt"
SOURCES = ("github", "gitee", "gharchive", "git", "identifiers")


@dataclass(frozen=True, slots=True)
class Staging:
    """A warehouse with raw events and the folder that dbt writes its own files to."""

    warehouse: Path
    folder: Path

    def build(self, *further: str) -> None:
        """Build every staging model of the sources, and further models."""
        folders = {
            "--project-dir": DBT_PROJECT,
            "--profiles-dir": DBT_PROJECT,
            "--target-path": self.folder / "target",
            "--log-path": self.folder / "logs",
        }
        options = [str(part) for option in folders.items() for part in option]
        done = subprocess.run(
            [
                *(str(Path(sys.executable).parent / "dbt"), "--quiet", "run", *options),
                *("--select", *(f"path:models/staging/{source}" for source in SOURCES), *further),
            ],
            env=os.environ | {"OSSPULSE_WAREHOUSE": str(self.warehouse)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def rows(self, query: str, parameters: list[object] | None = None) -> list[dict[str, Any]]:
        """What a query over the warehouse gives, each row by its columns' names."""
        with duckdb.connect(self.warehouse, read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            result = connection.execute(query, parameters or [])
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def models(self, source: str) -> list[str]:
        """The names of a source's staging models, without `stg_<source>__`."""
        start = f"stg_{source}__"
        found = self.rows(
            "select view_name from duckdb_views() where schema_name = 'staging' "
            "and starts_with(view_name, ?) order by all",
            [start],
        )
        return [row["view_name"].removeprefix(start) for row in found]

    def models_by_delivery(self, source: str) -> dict[str, set[str]]:
        """Which of a source's staging models have a row of which delivery."""
        found: dict[str, set[str]] = {}
        for model in self.models(source):
            told = self.rows(f"select distinct delivery_id from staging.stg_{source}__{model}")  # noqa: S608
            for row in told:
                found.setdefault(row["delivery_id"], set()).add(model)
        return found

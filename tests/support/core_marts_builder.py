"""The core marts of a temporary warehouse, built by the real dbt project."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from osspulse.people import store_people
from osspulse.settings import Settings

DBT_PROJECT = Path(__file__).parents[2] / "dbt"
CORE_MARTS = (
    *("bridge_identity_links", "bridge_person_identities", "bridge_person_organisations"),
    *("bridge_repository_names", "fct_issue_states", "fct_pull_request_states"),
    *("dim_accounts", "dim_dates", "dim_organisations"),
    *("dim_people", "dim_repositories", "dim_repository_owners", "fct_activities", "fct_commits"),
    *("fct_issues", "fct_pull_requests", "fct_releases", "fct_reviews"),
)

Rows = list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class CoreMarts:
    """A warehouse and the folder that dbt writes its own files to."""

    warehouse: Path
    folder: Path
    as_of: str = "2026-01-06"
    files: dict[str, Path] = field(default_factory=dict)
    """The operator's files by the name of their setting, such as `organisations`."""
    also: tuple[str, ...] = ()
    """Further marts to build."""

    def build(self) -> None:
        """Store the operator's files and build everything up to the core marts."""
        store_people(Settings.load(home=self.folder, warehouse=self.warehouse, **self.files))
        left_out = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
        self._dbt("build", *left_out)

    def test(self) -> None:
        """Run the data tests of everything up to the core marts."""
        left_out = ("--exclude-resource-type", "unit_test")
        self._dbt("test", "--indirect-selection", "cautious", *left_out)

    def rows(self, query: str) -> Rows:
        """What a query over the warehouse gives."""
        with duckdb.connect(self.warehouse, read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.execute(query).fetchall()

    def contents(self) -> dict[str, Rows]:
        """Every row of every core mart, but for when it landed, which differs where the order does."""
        return {
            mart: self.rows(
                f"select columns(lambda name: name != 'first_landed_at') from core.{mart} order by all"  # noqa: S608
            )
            for mart in CORE_MARTS
        }

    def counts_by_kind(self, *, where: str = "true") -> dict[str, int]:
        """How many activities of each kind there are."""
        counted = self.rows(
            f"select kind, count(*) from core.fct_activities where {where} group by all"  # noqa: S608
        )
        return {str(kind): int(str(count)) for kind, count in counted}

    def _dbt(self, command: str, *arguments: str) -> None:
        environment = os.environ | {"OSSPULSE_WAREHOUSE": str(self.warehouse)}
        folders = {
            "--project-dir": DBT_PROJECT,
            "--profiles-dir": DBT_PROJECT,
            "--target-path": self.folder / "target",
            "--log-path": self.folder / "logs",
        }
        options = [str(part) for option in folders.items() for part in option]
        done = subprocess.run(
            [
                *(str(Path(sys.executable).parent / "dbt"), "--quiet", command, *options),
                *("--select", *(f"+{mart}" for mart in (*CORE_MARTS, *self.also))),
                *("--vars", f"{{as_of: '{self.as_of}'}}", *arguments),
            ],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

"""What the dbt project costs: from raw to every mart, for a few new events, and the metrics alone."""

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import archive_days
import duckdb

BIN = Path(sys.executable).parent
DBT_PROJECT = Path(__file__).parents[1] / "dbt"
NEW_EVENTS = 100


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class FullBuild:
    """From raw to every mart, beside what could not be saved."""

    events: int
    builds: tuple[Cost, ...]
    bare_parse_seconds: float
    dbt_parse_seconds: float

    @property
    def rate(self) -> float:
        """Events a second, by the median build."""
        return self.events / statistics.median(build.seconds for build in self.builds)


def run(
    command: Sequence[str | Path],
    *,
    home: Path,
    portfolio: Path | None = None,
    as_of: date | None = None,
) -> Cost:
    """What a command took in a process of its own; raises CalledProcessError where it fails."""
    environment = os.environ | {"OSSPULSE_HOME": str(home)}
    environment["OSSPULSE_WAREHOUSE"] = str(home / "warehouse.duckdb")
    if as_of:
        environment["OSSPULSE_AS_OF"] = as_of.isoformat()
    if portfolio:
        environment["OSSPULSE_PORTFOLIO"] = str(portfolio)
    started = time.monotonic()
    process = subprocess.Popen(
        [str(part) for part in command], env=environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return Cost(time.monotonic() - started, usage.ru_maxrss / 1024)


def build(
    home: Path, *, as_of: date, full_refresh: bool = False, portfolio: Path | None = None
) -> Cost:
    """`osspulse build`, everything that a user waits for included."""
    options = ["--full-refresh"] if full_refresh else []
    command = [str(BIN / "osspulse"), "build", "--as-of", as_of.isoformat(), *options]
    return run(command, home=home, portfolio=portfolio)


def full_build(home: Path, *, copies: int, turns: int, say: Callable[[str], None]) -> FullBuild:
    """Build everything from so many copies of the real hours, a few times."""
    home.mkdir(parents=True)
    events = archive_days.write_days(home / "warehouse.duckdb", copies=range(copies))
    say(f"{events:,} events landed")
    folders = ("--target-path", str(home / "parsed"), "--log-path", str(home / "parsed"))
    project = ("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT))
    parse = run(
        [BIN / "dbt", "--quiet", "parse", "--no-partial-parse", *folders, *project], home=home
    )
    builds = []
    for _ in range(turns):
        builds.append(build(home, as_of=archive_days.day_after(copies), full_refresh=True))
        say(f"built in {builds[-1].seconds:.1f} s")
    bare = run(
        [sys.executable, __file__, home / "warehouse.duckdb", home / "dbt" / "target"], home=home
    )
    return FullBuild(events, tuple(builds), bare.seconds, parse.seconds)


def increments(home: Path, *, copies: int, turns: int, say: Callable[[str], None]) -> list[Cost]:
    """What a build of 100 new events costs after so many copies, a few times."""
    home.mkdir(parents=True)
    warehouse = home / "warehouse.duckdb"
    events = archive_days.write_days(warehouse, copies=range(copies))
    as_of = archive_days.day_after(copies + turns)
    first = build(home, as_of=as_of, full_refresh=True)
    say(f"history of {events:,} events built in {first.seconds:.1f} s, {first.megabytes:.0f} MB")
    costs = []
    for copy in range(copies, copies + turns):
        archive_days.write_days(warehouse, copies=range(copy, copy + 1), events=NEW_EVENTS)
        costs.append(build(home, as_of=as_of))
        say(f"{NEW_EVENTS} new events built in {costs[-1].seconds:.1f} s")
    return costs


def _bare_parse(warehouse: str, target: str) -> None:
    """One pass of `from_json` over every body, with the structure that the base model reads."""
    (model,) = Path(target).glob("compiled/**/base_gharchive__events.sql")
    found = re.search(r"from_json\(body, '(.*?)'\)", model.read_text(encoding="utf-8"))
    assert found is not None
    with duckdb.connect(warehouse, read_only=True) as connection:
        connection.execute("set threads = 2")
        connection.execute(
            "select count(parsed.actor.id), count(parsed.payload.issue.id) "  # noqa: S608
            f"from (select from_json(body, '{found[1]}') as parsed from raw.events)"
        ).fetchall()


if __name__ == "__main__":
    _bare_parse(*sys.argv[1:])

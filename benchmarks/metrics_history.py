"""What the metrics alone cost: two years of 200 repositories with two million activities.

The history is written into the marts that metrics are made of, by pseudo-random numbers that are the
same each time: a few busy repositories and people, many quiet ones.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
from building import DBT_PROJECT, Cost, build, run

from osspulse.candidate import Label, write_candidate

FIRST_DAY = date(2024, 1, 1)  # a Monday
WEEKS = 104
ACTIVITIES, REPOSITORIES, PEOPLE, PROJECTS = 2_000_000, 200, 20_000, 20
READS = 200
_MODELS = (
    *("int_repository_names", "int_project_repositories", "int_scopes", "int_scope_repositories"),
    *("path:models/intermediate/metrics", "path:models/intermediate/attention"),
    *("path:models/marts/community_health", "restatements"),
)
# As `osspulse build` runs dbt, which leaves garbage alone.
_DBT = (
    "import gc, sys; from dbt.cli.main import dbtRunner; gc.disable(); "
    "sys.exit(not dbtRunner().invoke(sys.argv[1:]).success)"
)
_HISTORY = """
create temp table acts as
select
    number,
    'github:' || cast(1 + floor(pow(random(), 2) * {repositories}) as integer) as repository_id,
    'person' || cast(1 + floor(pow(random(), 3) * {people}) as integer) as person_id,
    random() as chance,
    timestamp '{first}' + to_microseconds(cast(random() * {weeks} * 604800e6 as bigint)) as happened_at
from range({activities}) as numbers(number);

create temp table kinds as
select
    *,
    case
        when chance < 0.35 then 'commit_authored' when chance < 0.55 then 'push'
        when chance < 0.60 then 'issue_opened' when chance < 0.75 then 'issue_commented'
        when chance < 0.79 then 'issue_closed' when chance < 0.85 then 'pull_request_opened'
        when chance < 0.90 then 'pull_request_merged' when chance < 0.95 then 'pull_request_reviewed'
        when chance < 0.99 then 'repository_starred' else 'repository_forked'
    end as kind,
    hash(number) % 1000 / 1000.0 as fate
from acts;

insert into core.fct_activities by name
select
    md5(cast(number as varchar)) as activity_id, 'github' as platform, repository_id, person_id,
    kind, 'thing' || number as object_id, false as is_bot, true as is_witnessed,
    kind in ('commit_authored', 'issue_opened', 'issue_commented', 'pull_request_opened',
        'pull_request_reviewed') as is_contribution,
    case when kind = 'commit_authored' then cast(hash(person_id) % 24 as integer) * 60 - 660 end
        as utc_offset_minutes,
    1 as source_count, happened_at as occurred_at
from kinds;

insert into core.fct_issues by name
select
    'thing' || number as issue_id, repository_id, person_id as author_person_id,
    'Issue ' || number as title, false as author_is_bot, happened_at as opened_at,
    case when fate < 0.8 then happened_at + to_microseconds(cast(fate * 400e9 as bigint)) end
        as first_response_at
from kinds where kind = 'issue_opened';

insert into core.fct_pull_requests by name
select
    'thing' || number as pull_request_id, repository_id, person_id as author_person_id,
    'Change ' || number as title, false as author_is_bot, happened_at as opened_at,
    case when fate < 0.8 then happened_at + to_microseconds(cast(fate * 200e9 as bigint)) end
        as first_response_at,
    case when fate < 0.7 then happened_at + to_microseconds(cast(fate * 300e9 as bigint)) end
        as first_review_at,
    case when fate < 0.6 then happened_at + to_microseconds(cast(fate * 2e12 as bigint)) end as merged_at
from kinds where kind = 'pull_request_opened';

insert into intermediate.int_issues_folded by name
select
    issue_id, repository_id, unnest(['open', 'closed']) as state,
    unnest([opened_at, opened_at + interval 20 day]) as valid_from,
    unnest([opened_at + interval 20 day, null]) as valid_to
from core.fct_issues;

insert into intermediate.int_pull_requests_folded by name
select
    pull_request_id, repository_id, unnest(['open', 'merged']) as state,
    unnest([opened_at, coalesce(merged_at, opened_at + interval 400 day)]) as valid_from,
    unnest([coalesce(merged_at, opened_at + interval 400 day), null]) as valid_to
from core.fct_pull_requests;

insert into core.dim_people by name
select 'person' || number as person_id, 'Person ' || number as display_name, false as is_bot
from range(1, {people} + 1) as numbers(number);

insert into core.dim_repositories by name
select
    'github:' || number as repository_id, 'github' as platform, 'owner/r' || number as full_name,
    timestamp '{first}' as first_seen_at, timestamp '{first}' as last_seen_at
from range(1, {repositories} + 1) as numbers(number);

insert into intermediate.int_repository_sightings_unioned by name
select repository_id, platform, full_name, first_seen_at, last_seen_at from core.dim_repositories;
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured; reads are in milliseconds."""

    full: Cost
    week: Cost
    values: int
    reads: tuple[float, ...]


def measure(home: Path, *, say: Callable[[str], None]) -> Found:
    """All metrics anew, those of one more week, and single values read from the published file."""
    last = FIRST_DAY + timedelta(weeks=WEEKS)
    home.mkdir(parents=True)
    _write_portfolio(home / "portfolio.yml")
    build(home, as_of=last, full_refresh=True, portfolio=home / "portfolio.yml")
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("set threads = 1; set TimeZone = 'UTC'; select setseed(0.5)")
        connection.execute(
            _HISTORY.format(
                repositories=REPOSITORIES,
                people=PEOPLE,
                activities=ACTIVITIES,
                first=FIRST_DAY,
                weeks=WEEKS + 1,
            )
        )
    full = _metrics(home, as_of=last, options=["--full-refresh"])
    say(f"all metrics in {full.seconds:.1f} s, {full.megabytes:.0f} MB")
    # Views stay as they are where the project does, as in `osspulse build`.
    views = ["--exclude", "config.materialized:view"]
    week = _metrics(home, as_of=last + timedelta(weeks=1), options=views)
    say(f"one more week in {week.seconds:.1f} s, {week.megabytes:.0f} MB")
    return Found(full, week, *_read(home))


def _metrics(home: Path, *, as_of: date, options: list[str]) -> Cost:
    folders = ("--target-path", str(home / "dbt" / "target"), "--log-path", str(home / "logs"))
    project = ("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT))
    return run(
        [
            *(sys.executable, "-c", _DBT),
            *("--quiet", "--no-write-json", "build", *options, *folders, *project),
            *("--exclude-resource-types", "test", "unit_test"),
            *("--select", *_MODELS),
        ],
        home=home,
        as_of=as_of,
    )


def _read(home: Path) -> tuple[int, tuple[float, ...]]:
    published = home / "published.duckdb"
    label = Label(
        run_id="benchmark",
        published_at=datetime.now(UTC).replace(tzinfo=None),
        as_of=FIRST_DAY,
        osspulse_version="0",
    )
    write_candidate(home / "warehouse.duckdb", into=published, label=label)
    metrics = "community_health.fct_health_metrics"
    with duckdb.connect(str(published), read_only=True) as connection:
        (values,) = connection.execute(f"select count(*) from {metrics}").fetchall()[0]  # noqa: S608
        keys = connection.execute(
            "select scope_type, scope_id, as_of_date, window_days, metric, dialect "  # noqa: S608
            f"from {metrics} using sample {READS} rows (reservoir, 7)"
        ).fetchall()
        return int(values), tuple(_milliseconds(connection, key) for key in keys)


def _milliseconds(connection: duckdb.DuckDBPyConnection, key: tuple[object, ...]) -> float:
    started = time.monotonic()
    found = connection.execute(
        "select value from community_health.fct_health_metrics where scope_type = ? and scope_id = ? "
        "and as_of_date = ? and window_days is not distinct from ? and metric = ? and dialect = ?",
        key,
    ).fetchall()
    assert len(found) == 1
    return (time.monotonic() - started) * 1000


def p95(values: tuple[float, ...]) -> float:
    """The value below which 95 of 100 lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[94]


def _write_portfolio(path: Path) -> None:
    lines = ["portfolio: {id: bench, name_en: Bench, name_zh: 基准}", "projects:"]
    for project in range(1, PROJECTS + 1):
        repositories = range(project, REPOSITORIES + 1, PROJECTS)
        names = ", ".join(f"'github:owner/r{number}'" for number in repositories)
        lines.append(
            f"  - {{id: p{project}, name_en: P{project}, name_zh: 项目{project}, "
            f"field: other, repositories: [{names}]}}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

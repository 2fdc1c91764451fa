"""Core marts told by hand, one line per act, and the metrics that the real dbt project makes of them.

```
2026-03-10 09:00  lamp  ann  opens issue 1
2026-03-10 21:00  lamp  bob  comments issue 1
```

A time may tell the author's clock: `23:30-05:00` is 04:30 UTC of the next day. Names that end in
`[bot]` are bots. Acts: `commits SHA`, `pushes`, `stars`, `forks`, `releases`, and `opens`,
`closes`, `reopens`, `comments`, `reviews`, `merges` with `issue N` or `pull N`.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from osspulse.portfolio import store_portfolio
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

DBT_PROJECT = Path(__file__).parents[2] / "dbt"

_METRIC_MODELS = (
    *("metric_definitions", "metric_dialects", "dim_projects", "dim_portfolios"),
    *("composite_parts", "composite_inputs", "lfx_bands"),
    *("stg_portfolio__projects", "stg_portfolio__repositories"),
    *("int_repository_names", "int_project_repositories", "int_scopes", "int_scope_repositories"),
    *("path:models/intermediate/metrics", "path:models/intermediate/attention"),
    *("path:models/marts/community_health",),
)
_CORE = """
create schema core;
create schema intermediate;
create schema staging;
create table staging.stg_github__repository_renames (
    platform varchar, repository_id varchar, former_full_name varchar, renamed_at timestamp
);
create table core.dim_repositories (
    repository_id varchar, platform varchar, full_name varchar, url varchar,
    first_seen_at timestamp, last_seen_at timestamp
);
create table intermediate.int_repository_sightings_unioned as from core.dim_repositories;
create table intermediate.int_clone_histories (
    repository_id varchar, is_known_by_name_only boolean, told_from timestamp
);
create table core.dim_people (person_id varchar, display_name varchar, is_bot boolean);
create table core.dim_accounts (account_id varchar, person_id varchar, url varchar);
create table core.fct_activities (
    activity_id varchar, repository_id varchar, person_id varchar, kind varchar, object_id varchar,
    is_bot boolean, is_contribution boolean, occurred_at timestamp, utc_offset_minutes integer,
    organisation_id varchar, parent_object_id varchar, action varchar
);
create table core.dim_organisations (organisation_id varchar);
create table core.fct_commits (
    commit_sha varchar, repository_id varchar, person_id varchar, is_bot boolean, is_merge boolean,
    authored_at timestamp
);
create table intermediate.int_commit_files_unioned (
    repository_id varchar, commit_sha varchar, path varchar, change varchar,
    added_line_count bigint, removed_line_count bigint
);
create table intermediate.int_issue_events_unioned (
    issue_id varchar, label_names varchar[], updated_at timestamp
);
create table core.fct_issues (
    issue_id varchar, repository_id varchar, author_person_id varchar, title varchar, url varchar,
    author_is_bot boolean, opened_at timestamp, first_response_at timestamp
);
create table core.fct_pull_requests (
    pull_request_id varchar, repository_id varchar, author_person_id varchar, title varchar,
    url varchar, author_is_bot boolean, opened_at timestamp, first_response_at timestamp,
    first_review_at timestamp, merged_at timestamp, merged_by_person_id varchar
);
create table intermediate.int_pull_request_heads (
    pull_request_id varchar, head_sha varchar, first_seen_at timestamp
);
create table intermediate.int_pull_request_commits (
    pull_request_id varchar, commit_sha varchar, authored_at timestamp
);
create table intermediate.int_pull_request_deployments (
    pull_request_id varchar, deployed_at timestamp
);
create table intermediate.int_deployments_unioned (
    deployment_id varchar, repository_id varchar, result varchar, is_production boolean, created_at timestamp,
    finished_at timestamp
);
create table intermediate.int_issues_folded (
    issue_id varchar, state varchar, valid_from timestamp, valid_to timestamp
);
create table intermediate.int_pull_requests_folded (
    pull_request_id varchar, state varchar, valid_from timestamp, valid_to timestamp
);
"""
_SINGLE_ACTS = {
    "commits": "commit_authored",
    "pushes": "push",
    "stars": "repository_starred",
    "forks": "repository_forked",
    "releases": "release_published",
}
_ACTS_ON = {
    ("issue", "opens"): "issue_opened",
    ("issue", "closes"): "issue_closed",
    ("issue", "reopens"): "issue_reopened",
    ("issue", "comments"): "issue_commented",
    ("pull", "opens"): "pull_request_opened",
    ("pull", "closes"): "pull_request_closed",
    ("pull", "reopens"): "pull_request_reopened",
    ("pull", "comments"): "pull_request_commented",
    ("pull", "reviews"): "pull_request_reviewed",
    ("pull", "merges"): "pull_request_merged",
}
_STATES = {"opens": "open", "reopens": "open", "closes": "closed", "merges": "merged"}
_ANSWERS = frozenset({"comments", "reviews"})
_CONTRIBUTIONS = frozenset({"commits", "opens", "comments", "reviews"})


@dataclass(frozen=True, slots=True)
class Act:
    """One line of a history."""

    at: datetime
    repository: str
    person: str
    verb: str
    thing: str
    name: str
    offset: int | None = None

    @property
    def is_bot(self) -> bool:
        return self.person.endswith("[bot]")

    @property
    def kind(self) -> str:
        return _SINGLE_ACTS.get(self.verb) or _ACTS_ON[self.thing, self.verb]


@dataclass(slots=True)
class _Item:
    opening: Act
    answers: list[Act] = field(default_factory=list)
    turns: list[Act] = field(default_factory=list)

    def first(self, *verbs: str) -> datetime | None:
        """First act of a person who is not the author, as core's first responses are defined."""
        author = self.opening.person
        return min(
            (a.at for a in self.answers if a.verb in verbs and a.person != author and not a.is_bot),
            default=None,
        )

    @property
    def merged_at(self) -> datetime | None:
        return next((turn.at for turn in self.turns if turn.verb == "merges"), None)

    def intervals(self) -> Iterator[tuple[str, datetime, datetime | None]]:
        ends: list[datetime | None] = [turn.at for turn in self.turns[1:]]
        for turn, until in zip(self.turns, [*ends, None], strict=True):
            yield _STATES[turn.verb], turn.at, until


def acts_of(history: str) -> list[Act]:
    """The acts that a history tells, in its order."""
    acts = []
    for line in filter(None, map(str.strip, history.splitlines())):
        day, time, repository, person, verb, *rest = line.split()
        thing, name = rest if len(rest) == 2 else ("", rest[0] if rest else "")
        at, offset = _utc(datetime.fromisoformat(f"{day} {time}"))
        acts.append(Act(at, repository, person, verb, thing, name, offset))
    return acts


def _utc(at: datetime) -> tuple[datetime, int | None]:
    """The time in UTC without a zone, and the minutes that the clock was ahead, where it told."""
    offset = at.utcoffset()
    if offset is None:
        return at, None
    return at.astimezone(UTC).replace(tzinfo=None), int(offset.total_seconds() // 60)


def tell(acts: Sequence[Act], *, warehouse: Path) -> None:
    """Write the core marts that these acts give."""
    with open_warehouse(warehouse) as connection:
        connection.execute(_CORE)
        for table, rows in _core_rows(acts).items():
            for row in rows:
                marks = ", ".join("?" for _ in row)
                connection.execute(f"insert into {table} values ({marks})", row)  # noqa: S608
        connection.execute(
            "insert into intermediate.int_repository_sightings_unioned from core.dim_repositories"
        )


def _core_rows(acts: Sequence[Act]) -> dict[str, list[list[object]]]:
    items = _items(acts)
    issues = {name: item for (thing, name), item in items.items() if thing == "issue"}
    pulls = {name: item for (thing, name), item in items.items() if thing == "pull"}
    seen: dict[str, list[datetime]] = {}
    for act in acts:
        seen.setdefault(act.repository, []).append(act.at)
    return {
        "core.dim_repositories": [
            [name, "github", f"owner/{name}", f"https://example.org/{name}", min(ats), max(ats)]
            for name, ats in seen.items()
        ],
        "core.dim_people": [[p, p, p.endswith("[bot]")] for p in sorted({a.person for a in acts})],
        "core.fct_activities": [
            [
                *(str(number), act.repository, act.person, act.kind),
                *(act.name or str(number), act.is_bot, act.verb in _CONTRIBUTIONS, act.at),
                *(act.offset, None, act.name if act.verb in _ANSWERS else None, "commented"),
            ]
            for number, act in enumerate(acts)
        ],
        "core.fct_commits": [
            [act.name, act.repository, act.person, act.is_bot, False, act.at]
            for act in acts
            if act.kind == "commit_authored"
        ],
        "core.fct_issues": [[*_item(n, i), i.first("comments")] for n, i in issues.items()],
        "core.fct_pull_requests": [
            [*_item(n, i), i.first("comments", "reviews"), i.first("reviews"), i.merged_at, None]
            for n, i in pulls.items()
        ],
        "intermediate.int_issues_folded": [
            [name, *turn] for name, item in issues.items() for turn in item.intervals()
        ],
        "intermediate.int_pull_requests_folded": [
            [name, *turn] for name, item in pulls.items() for turn in item.intervals()
        ],
    }


def _item(name: str, item: _Item) -> list[object]:
    act = item.opening
    url = f"https://example.org/{act.repository}/{name}"
    return [name, act.repository, act.person, f"About {name}", url, act.is_bot, act.at]


def _items(acts: Sequence[Act]) -> dict[tuple[str, str], _Item]:
    items: dict[tuple[str, str], _Item] = {}
    for act in acts:
        if not act.thing:
            continue
        item = items.setdefault((act.thing, act.name), _Item(act))
        (item.turns if act.verb in _STATES else item.answers).append(act)
    return items


@dataclass(frozen=True, slots=True)
class HealthMarts:
    """A warehouse whose metrics the dbt project made, as of one day."""

    warehouse: Path
    as_of: date

    def values(
        self, scope_id: str, *metrics: str, days: int | None = 30, as_of: date | None = None
    ) -> dict[str, float | str | None]:
        """Each metric's value of a scope, or the reason why there is none."""
        rows = self.rows(
            "select metric, value, unknown_reason from community_health.fct_health_metrics "
            "where scope_id = ? and window_days is not distinct from ? and as_of_date = ? "
            "and dialect = 'chaoss'",
            scope_id,
            days,
            as_of or self.as_of,
        )
        found = {str(metric): reason or value for metric, value, reason in rows}
        return {metric: found[metric] for metric in metrics}

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What a query gives."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query, parameters).fetchall()


def health_marts(
    history: str, *, folder: Path, as_of: date, portfolio: str | None = None, tested: bool = False
) -> HealthMarts:
    """The metrics of a history; with `tested`, their data tests run, too."""
    marts = HealthMarts(folder / "warehouse.duckdb", as_of)
    portfolio_file = folder / "portfolio.yaml"
    if portfolio:
        portfolio_file.write_text(portfolio, encoding="utf-8")
    tell(acts_of(history), warehouse=marts.warehouse)
    store_portfolio(
        Settings(
            home=folder, warehouse=marts.warehouse, portfolio=portfolio_file if portfolio else None
        )
    )
    left_out = ("unit_test",) if tested else ("test", "unit_test")
    options = ("--indirect-selection", "cautious", "--exclude-resource-types", *left_out)
    _dbt("build", *options, marts=marts, folder=folder)
    return marts


def _dbt(*arguments: str, marts: HealthMarts, folder: Path) -> None:
    done = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "dbt"), "--quiet", *arguments),
            *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
            *("--vars", f"as_of: '{marts.as_of.isoformat()}'", "--select", *_METRIC_MODELS),
        ],
        env=os.environ | {"OSSPULSE_WAREHOUSE": str(marts.warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

# ruff: noqa: DTZ001, PLR0917 - every time of the marts is UTC without a zone
"""Makes a small published file: a simulated portfolio with plausible people, work and waiting."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
from published_marts_metrics import METRIC_ROWS
from published_marts_schema import METRICS, TABLES
from published_marts_shapes import (
    AS_OF,
    GATE_RESULTS,
    GIVEN,
    HOSTILE,
    SHAPES,
    START,
    SURNAMES,
    Shape,
)


@dataclass(slots=True)
class Rows:
    """The rows of each table on their way into the file."""

    tables: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)

    def add(self, table: str, *values: object) -> None:
        """One more row."""
        self.tables.setdefault(table, []).append(values)

    def insert(self, into: duckdb.DuckDBPyConnection) -> None:
        """Everything, table by table."""
        for table, rows in self.tables.items():
            arrow = pa.table(
                {f"c{i}": list(column) for i, column in enumerate(zip(*rows, strict=True))}
            )
            into.register("arrow_rows", arrow)
            into.execute(f"insert into {table} select * from arrow_rows")  # noqa: S608
            into.unregister("arrow_rows")


def write_published_marts(
    path: Path,
    *,
    as_portfolio: bool = True,
    hostile: bool = True,
    is_simulated: bool = True,
    shapes: tuple[Shape, ...] = SHAPES,
) -> Path:
    """The file at `path`, the same rows for the same arguments."""
    chance, rows = random.Random(20260605), Rows()
    shapes = (*shapes, HOSTILE) if hostile else shapes
    for shape in shapes:
        _add_project(shape, rows, chance, as_portfolio=as_portfolio)
    portfolio = ("sunrise", "Sunrise portfolio (simulated)", "晨曦开源培育计划（模拟）")
    names = portfolio if as_portfolio else ("all", "All repositories", "全部仓库")
    rows.add("core.dim_portfolios", *names, len(shapes) if as_portfolio else 0)
    for metric, (en, zh, why_en, why_zh, unit, direction) in METRICS.items():
        rows.add(
            "community_health.dim_metrics",
            metric,
            en,
            zh,
            why_en,
            why_zh,
            unit,
            "",
            "CHAOSS",
            *("MIT", "", "", "", ""),
            direction,
            *(1, False),
        )
    _add_quality(rows, is_simulated=is_simulated)
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
        rows.insert(connection)
        for statement in METRIC_ROWS:
            connection.execute(statement)
    return path


def _add_project(shape: Shape, rows: Rows, chance: random.Random, *, as_portfolio: bool) -> None:
    if as_portfolio:
        rows.add("core.dim_projects", shape.project_id, "sunrise", shape.name_en, shape.name_zh, shape.field,
                 None, "Hangzhou", None, shape.stage, len(shape.repositories), 480)  # fmt: skip
    repository_ids = []
    for full_name in shape.repositories:
        platform = "gitee" if full_name.endswith(("mirror", "models")) else "github"
        repository_id = f"{platform}:{100 + len(rows.tables.get('core.dim_repositories', []))}"
        owner, _, name = full_name.rpartition("/")
        is_hostile = shape is HOSTILE
        url = "javascript:alert(3)" if is_hostile else f"https://{platform}.example/{full_name}"
        rows.add("core.dim_repositories", repository_id, platform, full_name, owner, name, url, "main", None,
                 "C", "Apache-2.0", False, False, START, START, datetime(2026, 6, 4))  # fmt: skip
        rows.add("community_health.int_project_repositories", "sunrise" if as_portfolio else "all",
                 shape.project_id if as_portfolio else None, repository_id, full_name.endswith("mirror"))  # fmt: skip
        if not full_name.endswith("mirror"):
            repository_ids.append(repository_id)
    _add_life(shape, rows, chance, repository_ids)
    if shape is HOSTILE:
        person_id = _add_person(rows, chance)
        rows.add("core.fct_issues", "github:long", repository_ids[0], person_id, "<b>" + "长" * 1_000_000,
                 "javascript:alert(5)", "999999", "open", False, 0, datetime(2026, 3, 5), None, None)  # fmt: skip


def _add_life(shape: Shape, rows: Rows, chance: random.Random, repository_ids: list[str]) -> None:
    people: list[tuple[str, float]] = []
    for week in range(shape.first_week, 66):
        joining = (
            shape.core_people
            if week == shape.first_week
            else _about(shape.newcomers_a_week, chance)
        )
        for _ in range(joining):
            is_core = week == shape.first_week
            weight = 9.0 / (1 + len(people)) if is_core else chance.choice((0.2, 0.4, 1.0))
            people.append((_add_person(rows, chance), weight))
        if len(people) > 14 and chance.random() < 0.5:
            del people[chance.randrange(shape.core_people, len(people))]
        start = START + timedelta(weeks=week)
        for _ in range(_about(shape.acts_a_week * (1 + week / 130), chance)):
            who = chance.choices([p for p, _ in people], [w for _, w in people])[0]
            _add_act(shape, rows, chance, who, chance.choice(repository_ids), start)
        if week % 6 == 0 and people:
            newest = people[-1][0]
            _add_act(shape, rows, chance, newest, chance.choice(repository_ids), start)


def _add_person(rows: Rows, chance: random.Random) -> str:
    number = len(rows.tables.get("core.dim_people", []))
    person_id = f"person:{number:04d}"
    name = f"{chance.choice(SURNAMES)} {chance.choice(GIVEN)}"
    rows.add("core.dim_people", person_id, name, 1, False, START)
    login = f"sim-{number}"
    rows.add(
        "core.dim_accounts",
        f"github:{number}",
        "github",
        login,
        person_id,
        False,
        f"https://github.example/{login}",
    )
    return person_id


def _about(mean: float, chance: random.Random) -> int:
    return int(mean) + (chance.random() < mean % 1)


def _activity(
    rows: Rows, kind: str, repository_id: str, person: str, at: datetime, *, about: str
) -> None:
    rows.add("core.fct_activities", f"activity:{len(rows.tables.get('core.fct_activities', []))}",
             repository_id.partition(":")[0], repository_id, person, person, kind, about, None, "done", None, False,
             kind not in {"pull_request_merged", "issue_closed"}, 480, at, at)  # fmt: skip


def _add_act(
    shape: Shape, rows: Rows, chance: random.Random, who: str, repository_id: str, week: datetime
) -> None:
    at = week + timedelta(minutes=chance.randrange(7 * 24 * 60))
    if at >= datetime(2026, 6, 5):
        return
    what = chance.random()
    answered_at = at + timedelta(hours=chance.lognormvariate(0, 1) * shape.answer_hours)
    is_answered = chance.random() < shape.answered and answered_at < datetime(2026, 6, 5)
    number = len(rows.tables.get("core.fct_issues", [])) + len(
        rows.tables.get("core.fct_pull_requests", [])
    )
    url = f"https://github.example/sim/{number}"
    if what < 0.45:
        sha = f"{chance.getrandbits(160):040x}"
        rows.add("core.fct_commits", sha, repository_id, who, "x", False, False, 2, 480, at, at)
        _activity(rows, "commit_authored", repository_id, who, at, about=sha)
    elif what < 0.7:
        closed = answered_at + timedelta(days=4) if is_answered and chance.random() < 0.7 else None
        rows.add("core.fct_issues", f"github:i{number}", repository_id, who, _title(shape, chance), url, str(number),
                 "closed" if closed else "open", False, 0, at, answered_at if is_answered else None, closed)  # fmt: skip
        _activity(rows, "issue_opened", repository_id, who, at, about=f"github:i{number}")
    else:
        merged = answered_at + timedelta(hours=shape.answer_hours) if is_answered else None
        merged = merged if merged and merged < datetime(2026, 6, 5) else None
        rows.add("core.fct_pull_requests", f"github:p{number}", repository_id, who, who, _title(shape, chance), url,
                 str(number), "merged" if merged else "open", False, merged is not None, 0, at,
                 answered_at if is_answered else None, answered_at if is_answered else None, merged, merged)  # fmt: skip
        _activity(rows, "pull_request_opened", repository_id, who, at, about=f"github:p{number}")


def _title(shape: Shape, chance: random.Random) -> str:
    if shape is HOSTILE and chance.random() < 0.3:
        return "<svg onload=alert(4)></title>\u202e=HYPERLINK(1) {{ 7*7 }}"
    verb = chance.choice(("Fix", "Support", "Document", "Speed up", "修复", "支持"))
    return f"{verb} {chance.choice(('the build on arm64', 'log rotation', '配置热加载', 'retry of uploads', '中文分词', 'search'))}"


def _add_quality(rows: Rows, *, is_simulated: bool) -> None:
    rows.add("quality.publication", "run-2026-06-05", datetime(2026, 6, 5, 1, 12), AS_OF, "0.1.0",
             '[{"topic": "osspulse.events.github", "partition": 0, "next_offset": 1200}]', GATE_RESULTS, is_simulated)  # fmt: skip
    rows.add(
        "quality.freshness",
        "github",
        5214,
        5210,
        START,
        datetime(2026, 6, 4, 23),
        datetime(2026, 6, 4, 23),
    )
    rows.add(
        "quality.gaps", "osspulse.events.gitee", "retention", 0, 120, 180, 60, datetime(2026, 5, 2)
    )
    rows.add("quality.quarantine", "osspulse.events.github", "no_source", 3, 1, date(2026, 5, 30))

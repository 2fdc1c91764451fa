"""A published file, read into the values of the report."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from osspulse.errors import Unavailable, WrongUsage
from osspulse.reporting.models import (
    Attention,
    Definition,
    Marts,
    Portfolio,
    Publication,
    Repository,
    Scope,
    Table,
)
from osspulse.reporting.reading_figures import figures_of, points_of
from osspulse.reporting.reading_people import attention_of, people_of

BUSIEST_REPOSITORIES = 25
"""Without a portfolio file: so many repositories get a page of their own, busiest first."""

_QUALITY_TABLES = ("freshness", "gaps", "quarantine")


def read_marts(published: Path) -> Marts:
    """Everything the report says, from the published file alone; the clock is never asked.

    Raises WrongUsage where the file is missing or is no publication, Unavailable where it is locked.
    """
    if not published.is_file():
        raise WrongUsage(f"published file {published}: not there; run `osspulse publish` first")
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            connection.execute("set timezone = 'UTC'")
            return _read(connection)
    except duckdb.IOException as error:
        first_line = str(error).splitlines()[0]
        raise Unavailable(f"published file {published}: {first_line}; try again later") from error
    except duckdb.CatalogException as error:
        first_line = str(error).splitlines()[0]
        raise WrongUsage(
            f"published file {published}: {first_line}; publish it again with this version"
        ) from error


def rows_of(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return connection.execute(query, dict(parameters or {})).fetchall()


def _read(connection: duckdb.DuckDBPyConnection) -> Marts:
    publication = _publication(connection)
    portfolios = []
    for portfolio_id, name_en, name_zh in rows_of(
        connection,
        "select portfolio_id, name_en, name_zh from core.dim_portfolios order by portfolio_id",
    ):
        scope = Scope("portfolio", portfolio_id, _named(name_en, name_zh))
        portfolios.append(_portfolio(connection, scope, publication))
    if not portfolios:
        raise WrongUsage("core.dim_portfolios is empty: there is nothing to report on; build first")
    return Marts(
        publication=publication,
        definitions=_definitions(connection),
        portfolios=tuple(portfolios),
        quality={name: _table(connection, name) for name in _QUALITY_TABLES},
    )


def _publication(connection: duckdb.DuckDBPyConnection) -> Publication:
    rows = rows_of(
        connection,
        """
        select run_id, published_at, as_of_date, osspulse_version, gate_results, is_simulated
        from quality.publication
        """,
    )
    if len(rows) != 1:
        raise WrongUsage(f"quality.publication has {len(rows)} rows instead of one; publish again")
    return Publication(*rows[0])


def _portfolio(
    connection: duckdb.DuckDBPyConnection, scope: Scope, publication: Publication
) -> Portfolio:
    units, unit_count = _units(connection, scope, publication)
    repositories = [repository for unit in units for repository in unit.repositories]
    _remember_members(connection, scope, units)
    shown = [scope, *units, *_repository_scopes(repositories)]
    figures = figures_of(connection, shown, as_of=publication.as_of)
    points = points_of(connection, [scope, *units], as_of=publication.as_of)
    attention = attention_of(connection, as_of=publication.as_of)
    people = people_of(connection, as_of=publication.as_of)

    def filled(bare: Scope, items: Sequence[Attention]) -> Scope:
        key = (bare.scope_type, bare.scope_id)
        found = people.of(key)
        return Scope(
            scope_type=bare.scope_type,
            scope_id=bare.scope_id,
            name=bare.name,
            stage=bare.stage,
            about=bare.about,
            repositories=bare.repositories,
            figures=figures.get(key, {}),
            points=points.get(key, ()),
            attention=tuple(items),
            contributors=found.contributors,
            first_merges=found.first_merges,
            open_items=found.open_items,
            commit_shares=found.commit_shares,
        )

    return Portfolio(
        scope=filled(scope, [item for items in attention.values() for item in items]),
        units=tuple(filled(unit, attention.get(unit.scope_id, [])) for unit in units),
        repository_figures={
            bare.scope_id: filled(bare, []) for bare in _repository_scopes(repositories)
        },
        unit_count=unit_count,
    )


def _units(
    connection: duckdb.DuckDBPyConnection, scope: Scope, publication: Publication
) -> tuple[list[Scope], int]:
    projects = rows_of(
        connection,
        """
        select project_id, name_en, name_zh, stage, field, foundation, city, park
        from core.dim_projects where portfolio_id = $portfolio_id order by project_id
        """,
        {"portfolio_id": scope.scope_id},
    )
    members = _members(connection, scope, publication)
    if not projects:
        repositories = [repository for _, repository in members]
        busiest = repositories[:BUSIEST_REPOSITORIES]
        return list(_repository_scopes(busiest)), len(repositories)
    units = [
        Scope(
            scope_type="project",
            scope_id=project_id,
            name=_named(name_en, name_zh),
            stage=stage,
            about={
                name: value
                for name, value in zip(("field", "foundation", "city", "park"), about, strict=True)
                if value
            },
            repositories=tuple(found for owner, found in members if owner == project_id),
        )
        for project_id, name_en, name_zh, stage, *about in projects
    ]
    return units, len(units)


def _members(
    connection: duckdb.DuckDBPyConnection, scope: Scope, publication: Publication
) -> list[tuple[str | None, Repository]]:
    rows = rows_of(
        connection,
        """
        with recent as (
            select repository_id, count(*) as activity_count
            from core.fct_activities
            where occurred_at < $as_of and occurred_at >= $as_of - interval 365 day
            group by all
        )
        select m.project_id, r.repository_id, r.platform, r.full_name, r.url, r.primary_language,
            r.license_name, m.is_mirror, r.is_archived, r.last_seen_at
        from community_health.int_project_repositories as m
        inner join core.dim_repositories as r on r.repository_id = m.repository_id
        left join recent on recent.repository_id = m.repository_id
        where m.portfolio_id = $portfolio_id
        order by coalesce(recent.activity_count, 0) desc, r.repository_id
        """,
        {"portfolio_id": scope.scope_id, "as_of": publication.as_of},
    )
    return [
        (project_id, Repository(*facts[:6], bool(facts[6]), bool(facts[7]), facts[8]))
        for project_id, *facts in rows
    ]


def _repository_scopes(repositories: Iterable[Repository]) -> list[Scope]:
    return [
        Scope(
            scope_type="repository",
            scope_id=repository.repository_id,
            name=_named(repository.full_name, repository.full_name),
            repositories=(repository,),
        )
        for repository in repositories
    ]


def _remember_members(
    connection: duckdb.DuckDBPyConnection, scope: Scope, units: Sequence[Scope]
) -> None:
    """A temporary table of the scopes' repositories, mirrors left out: every fact joins it."""
    connection.execute("""
        create or replace temp table members(scope_type varchar, scope_id varchar, repository_id varchar)
    """)
    connection.execute(
        """
        insert into members
        select distinct 'portfolio', portfolio_id, repository_id
        from community_health.int_project_repositories
        where portfolio_id = $portfolio_id and not coalesce(is_mirror, false)
        """,
        {"portfolio_id": scope.scope_id},
    )
    pairs = [
        (unit.scope_type, unit.scope_id, repository.repository_id)
        for unit in units
        for repository in unit.repositories
        if not repository.is_mirror
    ]
    if pairs:
        connection.executemany("insert into members values (?, ?, ?)", pairs)


def _definitions(connection: duckdb.DuckDBPyConnection) -> dict[str, Definition]:
    rows = rows_of(
        connection,
        """
        select metric, title_en, title_zh, explanation_en, explanation_zh, unit, direction
        from community_health.dim_metrics order by metric
        """,
    )
    return {
        metric: Definition(
            metric, _named(title_en, title_zh), _named(why_en, why_zh), unit, direction
        )
        for metric, title_en, title_zh, why_en, why_zh, unit, direction in rows
    }


def _table(connection: duckdb.DuckDBPyConnection, name: str) -> Table:
    cursor = connection.execute(f"select * from quality.{name} order by all")  # noqa: S608
    columns = tuple(column[0] for column in cursor.description or ())
    return Table(columns, tuple(cursor.fetchall()))


def _named(english: str | None, chinese: str | None) -> dict[str, str]:
    return {"en": english or chinese or "", "zh": chinese or english or ""}

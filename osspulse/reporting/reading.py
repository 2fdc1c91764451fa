"""A published file, read into the values of the report."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from osspulse.errors import Unavailable, WrongUsage
from osspulse.reporting.models import (
    Attention,
    Marts,
    Portfolio,
    Publication,
    Repository,
    Scope,
)
from osspulse.reporting.reading_figures import figures_of, points_of
from osspulse.reporting.reading_people import attention_of, people_of
from osspulse.reporting.reading_publication import (
    definitions_of,
    named,
    publication_of,
    quality_table,
    rows_of,
)

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


def _read(connection: duckdb.DuckDBPyConnection) -> Marts:
    publication = publication_of(connection)
    portfolios = []
    for portfolio_id, name_en, name_zh in rows_of(
        connection,
        "select portfolio_id, name_en, name_zh from core.dim_portfolios order by portfolio_id",
    ):
        scope = Scope("portfolio", portfolio_id, named(name_en, name_zh))
        portfolios.append(_portfolio(connection, scope, publication))
    if not portfolios:
        raise WrongUsage("core.dim_portfolios is empty: there is nothing to report on; build first")
    return Marts(
        publication=publication,
        definitions=definitions_of(connection),
        portfolios=tuple(portfolios),
        quality={name: quality_table(connection, name) for name in _QUALITY_TABLES},
    )


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
            name=named(name_en, name_zh),
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
            select
                repository_id,
                count(*) filter (occurred_at >= $as_of - interval 365 day) as activity_count,
                max(occurred_at) as last_activity_at
            from core.fct_activities
            where occurred_at < $as_of
            group by all
        )
        select m.project_id, r.repository_id, r.platform, r.full_name, r.url, r.primary_language,
            r.license_name, m.is_mirror, r.is_archived, recent.last_activity_at
        from community_health.int_project_repositories as m
        inner join core.dim_repositories as r on r.repository_id = m.repository_id
        left join recent on recent.repository_id = m.repository_id
        where m.portfolio_id = $portfolio_id
        order by coalesce(recent.activity_count, 0) desc, r.repository_id
        """,
        {"portfolio_id": scope.scope_id, "as_of": publication.as_of},
    )
    return [
        (
            row[0],
            Repository(
                repository_id=row[1],
                platform=row[2],
                full_name=row[3],
                url=row[4],
                primary_language=row[5],
                license_name=row[6],
                is_mirror=bool(row[7]),
                is_archived=bool(row[8]),
                last_activity_at=row[9],
            ),
        )
        for row in rows
    ]


def _repository_scopes(repositories: Iterable[Repository]) -> list[Scope]:
    return [
        Scope(
            scope_type="repository",
            scope_id=repository.repository_id,
            name=named(repository.full_name, repository.full_name),
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

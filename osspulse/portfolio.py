"""The portfolio file's content in the warehouse, where dbt reads it."""

from collections.abc import Iterator
from dataclasses import dataclass

from osspulse.portfolio_file import Portfolio, read_portfolio
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

_TABLES = """
create table if not exists raw.portfolio_projects (
    portfolio_id varchar not null,
    portfolio_name_en varchar not null,
    portfolio_name_zh varchar not null,
    project_id varchar not null,
    name_en varchar not null,
    name_zh varchar not null,
    field varchar not null,
    foundation varchar,
    city varchar,
    park varchar,
    stage varchar,
    home_utc_offset_minutes integer
);
comment on table raw.portfolio_projects is 'One row per project of the portfolio file.';

create table if not exists raw.portfolio_repositories (
    project_id varchar not null,
    platform varchar not null,
    full_name varchar not null,
    is_mirror boolean not null
);
comment on table raw.portfolio_repositories is
    'One row per repository of a project of the portfolio file, by a name it has or had.';
"""

_INSERT_PROJECT = """
insert into raw.portfolio_projects (
    portfolio_id, portfolio_name_en, portfolio_name_zh, project_id, name_en, name_zh, field,
    foundation, city, park, stage, home_utc_offset_minutes
) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_INSERT_REPOSITORY = """
insert into raw.portfolio_repositories (project_id, platform, full_name, is_mirror)
values (?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class StoredPortfolio:
    """How much a portfolio file told of; all zero where there is no file."""

    projects: int
    repositories: int


def store_portfolio(settings: Settings) -> StoredPortfolio:
    """Make `raw.portfolio_projects` and `raw.portfolio_repositories` say what the file says now.

    Both are left empty where no file is set. Raises WrongUsage for a file that cannot be used; the
    tables then stay as they were.
    """
    portfolio = read_portfolio(settings.portfolio) if settings.portfolio else None
    projects = list(_project_rows(portfolio)) if portfolio else []
    repositories = list(_repository_rows(portfolio)) if portfolio else []
    with open_warehouse(settings.warehouse_file) as connection:
        connection.begin()
        connection.execute(_TABLES)
        connection.execute("delete from raw.portfolio_projects")
        connection.execute("delete from raw.portfolio_repositories")
        if portfolio:
            connection.executemany(_INSERT_PROJECT, projects)
            connection.executemany(_INSERT_REPOSITORY, repositories)
        connection.commit()
    return StoredPortfolio(projects=len(projects), repositories=len(repositories))


def _project_rows(portfolio: Portfolio) -> Iterator[tuple[str | int | None, ...]]:
    whole = portfolio.portfolio
    for project in portfolio.projects:
        yield (
            whole.id,
            whole.name_en,
            whole.name_zh,
            project.id,
            project.name_en,
            project.name_zh,
            project.field,
            project.foundation,
            project.city,
            project.park,
            project.stage,
            project.home_utc_offset,
        )


def _repository_rows(portfolio: Portfolio) -> Iterator[tuple[str | bool, ...]]:
    for project in portfolio.projects:
        for listed in project.repositories:
            yield (project.id, listed.platform, listed.full_name, listed.mirror)

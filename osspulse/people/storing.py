"""The operator's files in the warehouse, where dbt reads them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa

from osspulse.people.bots_file import read_bots
from osspulse.people.enrolments_file import Enrolment, read_enrolments
from osspulse.people.organisations_file import Organisations, read_organisations
from osspulse.people.people_file import PeopleList, read_people
from osspulse.people.periods import Employment
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

Row = tuple[object, ...]
File = TypeVar("File")

_TABLES = """
create table if not exists raw.listed_organisations (
    organisation_id varchar not null,
    name_en varchar not null,
    name_zh varchar,
    kind varchar not null,
    city varchar,
    park varchar,
    country varchar
);
comment on table raw.listed_organisations is 'One row per organisation of the organisations file.';

create table if not exists raw.listed_organisation_names (
    organisation_id varchar not null,
    kind varchar not null,
    name varchar not null
);
comment on table raw.listed_organisation_names is
    'One row per name (alias), e-mail domain and account of a listed organisation.';

create table if not exists raw.listed_employments (
    source varchar not null,
    subject varchar not null,
    organisation varchar not null,
    first_day date,
    last_day date
);
comment on table raw.listed_employments is
    'One row per employer of an account or address, from the enrolments and the people list.';

create table if not exists raw.identity_overrides (
    rule varchar not null,
    group_name varchar not null,
    subject varchar not null
);
comment on table raw.identity_overrides is
    'One row per account or address that the people list joins with others (listed, merge) or '
    'keeps apart (split).';

create table if not exists raw.listed_bots (
    account_id varchar not null,
    login varchar not null
);
comment on table raw.listed_bots is 'One row per automatic account of the bots file.';
"""


@dataclass(frozen=True, slots=True)
class StoredPeople:
    """How many of each the files told of; zero where there is no file."""

    organisations: int
    people: int
    enrolments: int
    bots: int


def store_people(settings: Settings) -> StoredPeople:
    """Make the tables of the operator's files in `raw` say what the files say now.

    A table is empty where its file is not set. Raises WrongUsage for a file that cannot be used;
    all tables then stay as they were.
    """
    organisations = _read(settings.organisations, read_organisations)
    people = _read(settings.people, read_people) or PeopleList()
    enrolments = _read(settings.enrolments, read_enrolments) or ()
    bots = _read(settings.bots, read_bots) or ()
    listed = organisations.organisations if organisations else ()
    with open_warehouse(settings.warehouse_file) as connection:
        connection.begin()
        connection.execute(_TABLES)
        _replace(connection, "raw.listed_organisations", _organisation_rows(organisations))
        _replace(connection, "raw.listed_organisation_names", _name_rows(organisations))
        _replace(connection, "raw.listed_employments", _employment_rows(people, enrolments))
        _replace(connection, "raw.identity_overrides", _override_rows(people))
        _replace(connection, "raw.listed_bots", bots)
        connection.commit()
    return StoredPeople(
        organisations=len(listed),
        people=len(people.people),
        enrolments=len(enrolments),
        bots=len(bots),
    )


def _read(path: Path | None, read: Callable[[Path], File]) -> File | None:
    return read(path) if path else None


def _replace(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
    """Make a table hold these rows; rows of another number of columns than it has are refused."""
    connection.execute(f"delete from {table}")  # noqa: S608
    columns = list(zip(*rows, strict=True))
    if columns:
        batch = pa.table({f"column_{place}": list(column) for place, column in enumerate(columns)})
        connection.register("batch", batch)
        connection.execute(f"insert into {table} select * from batch")  # noqa: S608
        connection.unregister("batch")


def _organisation_rows(listed: Organisations | None) -> Iterator[Row]:
    for each in listed.organisations if listed else ():
        yield (each.id, each.name_en, each.name_zh, each.kind, each.city, each.park, each.country)


def _name_rows(listed: Organisations | None) -> Iterator[Row]:
    for each in listed.organisations if listed else ():
        for kind, names in (
            ("name", sorted(each.names)),
            ("domain", each.domains),
            ("account", each.accounts),
        ):
            for name in dict.fromkeys(names):
                yield (each.id, kind, name)


def _employment_rows(people: PeopleList, enrolments: Iterable[Enrolment]) -> Iterator[Row]:
    for enrolment in enrolments:
        yield ("enrolment", enrolment.who, *_told(enrolment))
    for person in people.people:
        for employment in person.organisations:
            for subject in person.subjects:
                yield ("people_list", subject, *_told(employment))


def _told(employment: Employment) -> Row:
    return (employment.organisation, employment.from_, employment.until)


def _override_rows(people: PeopleList) -> Iterator[Row]:
    for place, person in enumerate(people.people):
        for subject in person.subjects:
            yield ("people_list", f"person {place}", subject)
    for place, merge in enumerate(people.merges):
        for subject in dict.fromkeys(merge):
            yield ("merge", f"merge {place}", subject)
    for place, group in enumerate(people.splits):
        for subject in dict.fromkeys(group):
            yield ("split", f"split {place}", subject)

"""Four whole hours of GH Archive, counted by dbt and, independently, in plain Python."""

from datetime import timedelta
from pathlib import Path

import pytest
from archive_counting import ArchiveCount, count_archive
from core_marts_builder import CoreMarts
from raw_events import LANDED_AT, RawEvent, archive_hour, land_raw_events
from shared_samples import sample

HOURS = (3, 4, 5, 12)


@pytest.fixture(scope="module")
def events() -> list[RawEvent]:
    paths = [sample(f"gharchive/2015-01-01-{hour}.json.gz") for hour in HOURS]
    return [event for path in paths for event in archive_hour(path)]


@pytest.fixture(scope="module")
def marts(events: list[RawEvent], tmp_path_factory: pytest.TempPathFactory) -> CoreMarts:
    folder = tmp_path_factory.mktemp("archive")
    marts = CoreMarts(folder / "warehouse.duckdb", folder, as_of="2015-01-02")
    assert land_raw_events(marts.warehouse, events) == 5_971 + 5_869 + 5_887 + 8_273
    marts.build()
    return marts


@pytest.fixture(scope="module")
def counted(events: list[RawEvent]) -> ArchiveCount:
    return count_archive(events)


def test_every_act_is_counted_as_plain_python_counts_it(
    marts: CoreMarts, counted: ArchiveCount
) -> None:
    assert marts.counts_by_kind() == counted.counts()


def test_acts_that_events_tell_of_themselves_are_counted_apart(
    marts: CoreMarts, counted: ArchiveCount
) -> None:
    assert marts.counts_by_kind(where="is_witnessed") == counted.witnessed_counts()


def test_people_are_counted_as_plain_python_counts_them(
    marts: CoreMarts, counted: ArchiveCount
) -> None:
    assert marts.rows("select count(*) from core.dim_people") == [(len(counted.people),)]


def test_issues_and_pull_requests_are_one_row_each(marts: CoreMarts, counted: ArchiveCount) -> None:
    assert marts.rows(
        "select (select count(*) from core.fct_issues), (select count(*) from core.fct_pull_requests)"
    ) == [(len(counted.acts["issue_opened"]), len(counted.acts["pull_request_opened"]))]


def test_every_day_of_the_archive_is_in_the_calendar(marts: CoreMarts) -> None:
    assert marts.rows("select max(date_day) from core.dim_dates") == marts.rows(
        "select date '2015-01-02'"
    )


def test_the_same_hours_again_change_nothing(
    marts: CoreMarts, events: list[RawEvent], tmp_path: Path
) -> None:
    before = marts.counts_by_kind()
    land_raw_events(marts.warehouse, events[:500], landed_at=LANDED_AT + timedelta(hours=1))
    CoreMarts(marts.warehouse, tmp_path, as_of="2015-01-02").build()
    assert marts.counts_by_kind() == before

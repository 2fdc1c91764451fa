"""Archived hours: exactly the events of the files, once, and the counts that plain Python makes."""

from datetime import date
from pathlib import Path

import pytest
from archive_counting import ArchiveCount, count_archive
from raw_events import archive_hour
from shared_samples import sample
from whole_thread import rows, run

from osspulse.settings import Settings
from producers.backfill.gharchive import replay

HOURS = {3: 5_971, 4: 5_869, 5: 5_887, 12: 8_273}


def hours() -> list[Path]:
    return [sample(f"gharchive/2015-01-01-{hour}.json.gz") for hour in HOURS]


def replayed(settings: Settings) -> int:
    return replay([str(hour) for hour in hours()], settings=settings).sent


@pytest.fixture(scope="module")
def counted() -> ArchiveCount:
    return count_archive(event for hour in hours() for event in archive_hour(hour))


def test_four_hours_land_once_and_count_as_plain_python_counts_them(
    kafka_settings: Settings, counted: ArchiveCount
) -> None:
    assert replayed(kafka_settings) == sum(HOURS.values())
    first = run(kafka_settings, as_of=date(2015, 1, 2))
    assert (first.landed.new, first.landed.quarantined) == (sum(HOURS.values()), 0)

    assert replayed(kafka_settings) == 0
    second = run(kafka_settings, as_of=date(2015, 1, 2))
    assert (second.landed.new, second.landed.quarantined) == (0, 0)

    kinds = rows(
        kafka_settings.published_file, "select kind, count(*) from core.fct_activities group by 1"
    )
    assert dict(kinds) == counted.counts()
    assert rows(
        kafka_settings.published_file,
        "select count(*) from core.dim_people",
    ) == [(len(counted.people),)]

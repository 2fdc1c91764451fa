"""The whole flow once, in order, without Airflow: the same functions that the DAGs call."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from osspulse.landing import Landed, land_new_events
from osspulse.publishing import Published, publish_marts
from osspulse.reporting import WrittenReport, write_report
from osspulse.settings import Settings
from osspulse.transformation import Built, build_marts


class Progress(Protocol):
    """Hears of a step's beginning; the callable it gives hears how much of how much is done."""

    def __call__(self, step: str, /) -> AbstractContextManager[Callable[[int, int], None]]:
        """Begin a step; leaving the context ends it."""
        ...


@dataclass(frozen=True, slots=True)
class PipelineRun:
    """What each step of one run gave."""

    run_id: str
    as_of: date
    landed: Landed
    built: Built
    published: Published
    report: WrittenReport


def new_run_id() -> str:
    """An id that sorts by time and names the publication and its report."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}"


def day_of_report(settings: Settings) -> date:
    """The day that marts and reports speak of: the setting, or today in UTC."""
    return settings.as_of or datetime.now(UTC).date()


def run_pipeline(settings: Settings, *, as_of: date, progress: Progress) -> PipelineRun:
    """Land, build, validate, publish and report; each step's errors end the run where it is.

    Raises GateRefused, with the previous publication and report in place, when the marts are unfit.
    """
    run_id = new_run_id()
    with progress("land") as step:
        landed = land_new_events(settings, on_progress=step)
    with progress("build") as step:
        built = build_marts(settings, as_of=as_of, on_progress=step)
    with progress("validate and publish"):
        published = publish_marts(settings, run_id=run_id, as_of=as_of)
    with progress("report"):
        report = write_report(
            published.path, into=settings.reports_folder, languages=settings.languages
        )
    return PipelineRun(run_id, as_of, landed, built, published, report)

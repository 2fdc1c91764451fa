"""The pages of what building costs: everything, 100 new events, and the metrics alone."""

import statistics
from collections.abc import Callable
from pathlib import Path

import archive_days
import building
import metrics_history

_FULL_COPIES = 20
_FULL_TURNS = 3
_LEAST_RATE = 30_000
_MOST_BUILD_MEGABYTES = 2048
_SHORT_COPIES, LONG_COPIES = 4, 385
_INCREMENT_TURNS = 5
_MOST_GROWTH = 1.5
_MOST_INCREMENT_SECONDS = 10

Say = Callable[[str], None]


def _table(rows: list[tuple[str, str, str]]) -> list[str]:
    lines = [f"| {what} | {measured} | {wanted} |" for what, measured, wanted in rows]
    return ["| what | measured | wanted |", "| --- | ---: | ---: |", *lines]


def full_build(home: Path, *, say: Say) -> list[str]:
    """From raw to every mart, beside a bare pass of the JSON reader and dbt's own start."""
    if not archive_days.hours_are_here():
        return ["## Raw → every mart", "", f"Not measured: {archive_days.HOURS} is not here."]
    found = building.full_build(home, copies=_FULL_COPIES, turns=_FULL_TURNS, say=say)
    seconds = statistics.median(build.seconds for build in found.builds)
    rows = [
        ("events", f"{found.events:,}", ""),
        ("`osspulse build --full-refresh`, s", f"{seconds:.1f}", ""),
        ("events a second", f"{found.rate:,.0f}", f"≥ {_LEAST_RATE:,}"),
        ("one bare `from_json` pass, s", f"{found.bare_parse_seconds:.1f}", ""),
        ("`dbt parse`, s", f"{found.dbt_parse_seconds:.1f}", ""),
        (
            "resident, MB",
            f"{max(build.megabytes for build in found.builds):.0f}",
            f"≤ {_MOST_BUILD_MEGABYTES}",
        ),
    ]
    return [
        "## Raw → every mart",
        "",
        f"The archive hours beside the project {_FULL_COPIES} times, each a day of its own; median of {_FULL_TURNS} builds.",
        "",
        *_table(rows),
    ]


def increments(home: Path, *, say: Say, long_copies: int = LONG_COPIES) -> list[str]:
    """What 100 new events cost after a short history and after one of so many days."""
    if not archive_days.hours_are_here():
        return ["## 100 new events", "", f"Not measured: {archive_days.HOURS} is not here."]
    medians, most_megabytes = [], 0.0
    for copies in (_SHORT_COPIES, long_copies):
        costs = building.increments(
            home / str(copies), copies=copies, turns=_INCREMENT_TURNS, say=say
        )
        medians.append(statistics.median(cost.seconds for cost in costs))
        most_megabytes = max(most_megabytes, *(cost.megabytes for cost in costs))
    short, long = medians
    rows = [
        (f"after {_SHORT_COPIES * 26_000:,} events, s", f"{short:.1f}", ""),
        (
            f"after {long_copies * 26_000:,} events, s",
            f"{long:.1f}",
            f"≤ {_MOST_INCREMENT_SECONDS}",
        ),
        ("long / short", f"{long / short:.2f}", f"≤ {_MOST_GROWTH}"),
        ("resident, MB", f"{most_megabytes:.0f}", f"≤ {_MOST_BUILD_MEGABYTES}"),
    ]
    return [
        "## 100 new events",
        "",
        (
            f"`osspulse build` after {building.NEW_EVENTS} new events, from the command to its end: Python's and dbt's start, "
            f"every model; the gate and publishing are commands of their own. Medians of {_INCREMENT_TURNS}; wanted is "
            f"what holds after {LONG_COPIES * 26_000:,} events."
        ),
        "",
        *_table(rows),
    ]


def metrics(home: Path, *, say: Say) -> list[str]:
    """All metrics of two years, those of one more week, and single values as readers ask for them."""
    found = metrics_history.measure(home, say=say)
    rows = [
        ("all metrics, s", f"{found.full.seconds:.1f}", "≤ 120"),
        ("one more week, s", f"{found.week.seconds:.1f}", "≤ 10"),
        (
            "resident, MB",
            f"{max(found.full.megabytes, found.week.megabytes):.0f}",
            f"≤ {_MOST_BUILD_MEGABYTES}",
        ),
        ("values", f"{found.values:,}", ""),
        (
            "one value of the published file, p95, ms",
            f"{metrics_history.p95(found.reads):.0f}",
            "≤ 50",
        ),
    ]
    return [
        "## Metrics",
        "",
        (
            f"{metrics_history.ACTIVITIES:,} activities of {metrics_history.PEOPLE:,} people in "
            f"{metrics_history.REPOSITORIES} repositories of {metrics_history.PROJECTS} projects, "
            f"{metrics_history.WEEKS} weeks; one run, dbt's start included."
        ),
        "",
        *_table(rows),
    ]

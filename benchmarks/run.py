"""Measure what it costs and write `RESULTS.md`: `make bench`, or `python benchmarks/run.py NAME …`."""

import argparse
import os
import platform
import signal
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import archive
import build_pages
import delivery_to_mart
import idle_stack
import landing
import openrank_months
import receiver
from load import BODY_BYTES

RESULTS = Path(__file__).with_name("RESULTS.md")
_SINGLE_DELIVERIES = 50
_LIMIT_SECONDS = 30
_LANDED_LIMIT_SECONDS = 12
_IDLE_SECONDS = 60
_IDLE_LIMIT = 0.1
_RECEIVER_TURNS = 5
_RECEIVER_WORKERS = (1, 2)
_LEAST_ARCHIVE_RATE = 15_000
_MOST_FILTER_SECONDS = 3
_BACKLOG = 1_000_000
_LANDING_TURNS = 3


def say(line: str) -> None:
    """Progress, beside the results."""
    print(line, file=sys.stderr, flush=True)


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies, between neighbours."""
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def bench_delivery_to_mart(home: Path) -> list[str]:
    """Delivery → published mart, over single deliveries."""
    found = delivery_to_mart.measure(home, deliveries=_SINGLE_DELIVERIES, say=say)
    totals = [one.total for one in found]
    lines = [
        "## Delivery → published mart",
        "",
        (
            f"{len(found)} single deliveries, one after another, on the embedded stack with the simulated "
            "year in it; from the receiver's answer to the publication that counts it in."
        ),
        "",
        "| step | median s | p95 s |",
        "| --- | ---: | ---: |",
    ]
    steps: dict[str, list[float]] = {}
    for one in found:
        for step, seconds in one.steps.items():
            steps.setdefault(step, []).append(seconds)
    landed = [one.steps["wait for land_events"] + one.steps["land_events"] for one in found]
    rows = {**steps, "**landed**": landed, "**in all**": totals}
    lines += [
        f"| {step} | {statistics.median(values):.1f} | {percentile(values, 0.95):.1f} |"
        for step, values in rows.items()
    ]
    limits = (("landed", landed, _LANDED_LIMIT_SECONDS), ("in all", totals, _LIMIT_SECONDS))
    return [
        *lines,
        "",
        *(
            f"Limit: {what}, p95 ≤ {limit} s: {verdict(percentile(values, 0.95) <= limit)}."
            for what, values, limit in limits
        ),
    ]


def bench_idle_stack(home: Path) -> list[str]:
    """What the embedded stack costs while nothing happens."""
    idle = idle_stack.measure(home, seconds=_IDLE_SECONDS, say=say)
    in_all = sum(idle.shares.values())
    return [
        "## The idle stack",
        "",
        (
            f"Kafka, receiver and Airflow with nothing to do, {idle.processes} processes of {idle.megabytes:,.0f} MB "
            f"of their own; processor time over {idle.seconds:.0f} s, ended children included."
        ),
        "",
        "| part | of one core |",
        "| --- | ---: |",
        *(f"| {name} | {share:.1%} |" for name, share in idle.shares.items()),
        f"| **in all** | {in_all:.1%} |",
        "",
        f"Limit: < {_IDLE_LIMIT:.0%}: {verdict(in_all < _IDLE_LIMIT)}.",
    ]


def verdict(is_met: bool) -> str:
    """How a page says it."""
    return "met" if is_met else "**not met**"


def bench_receiver(home: Path) -> list[str]:
    """The receiver, in one process and in one for each core, beside one that only verifies."""
    columns = []
    for workers in _RECEIVER_WORKERS:
        say(f"receiver in {workers} process{'es' if workers > 1 else ''}")
        found = receiver.measure(
            home / f"{workers}", workers=workers, turns=_RECEIVER_TURNS, say=say
        )
        columns.append(found.figures())
    heads = " | ".join(f"{workers} receiving" for workers in _RECEIVER_WORKERS)
    return [
        "## Receiver",
        "",
        (
            f"Signed deliveries of {BODY_BYTES:,} bytes over {receiver.CONNECTIONS} connections, each acknowledged by the "
            f"broker; broker, receiver and load on the same machine; medians of {_RECEIVER_TURNS} turns."
        ),
        "",
        f"| what | {heads} | wanted |",
        f"| --- |{' ---: |' * len(columns)} ---: |",
        *(
            f"| {what} | {' | '.join(column[what][0] for column in columns)} | {wanted} |"
            for what, (_, wanted) in columns[0].items()
        ),
    ]


def bench_openrank(home: Path) -> list[str]:  # noqa: ARG001 - it needs no home
    """OpenRank over months as large as those of a whole forge's busier part."""
    found = openrank_months.measure()
    return [
        "## OpenRank",
        "",
        (
            f"{openrank_months.PEOPLE:,} people, {openrank_months.REPOSITORIES:,} repositories and "
            f"{openrank_months.EDGES:,} edges a month, {openrank_months.MONTHS} months in one run, ids and table included."
        ),
        "",
        (
            f"Seconds a month: {statistics.median(found):.1f} (limit {openrank_months.LIMIT_SECONDS}): "
            f"{verdict(max(found) <= openrank_months.LIMIT_SECONDS)}."
        ),
    ]


def bench_archive(home: Path) -> list[str]:
    """Archived history → Kafka, all of it and filtered."""
    found = archive.measure(home, say=say)
    rate = found.event_count / found.seconds
    rows = [
        ("events per second, unfiltered", f"{rate:,.0f}", f"≥ {_LEAST_ARCHIVE_RATE:,}"),
        ("megabytes per second, unfiltered", f"{found.byte_count / found.seconds / 1e6:.0f}", ""),
        (
            f"seconds, filtered to {archive.REPOSITORIES} repositories ({found.filtered_sent:,} events)",
            f"{found.filtered_seconds:.1f}",
            f"≤ {_MOST_FILTER_SECONDS}",
        ),
        ("seconds, asked for again", f"{found.again_seconds:.1f}", ""),
    ]
    return [
        "## Archive → Kafka",
        "",
        (
            f"An hour of {found.event_count:,} events ({found.byte_count / 1e6:,.0f} MB), four real hours told {archive.TIMES} "
            "times, read to its end before the first event is sent; each event acknowledged by the broker on the same machine."
        ),
        "",
        "| what | measured | wanted |",
        "| --- | ---: | ---: |",
        *(f"| {what} | {measured} | {wanted} |" for what, measured, wanted in rows),
    ]


def bench_landing(home: Path) -> list[str]:
    """Kafka → committed rows beside a bare consumer, its memory and what it stores."""
    found = landing.measure(home, events=_BACKLOG, turns=_LANDING_TURNS, say=say)
    return [
        "## Landing",
        "",
        (
            f"A backlog of {_BACKLOG:,} events of 2,000 bytes, and a quarter of it of 8,000; broker and landing on the "
            f"same machine; medians of {_LANDING_TURNS} turns."
        ),
        "",
        "| what | measured | wanted |",
        "| --- | ---: | ---: |",
        *(f"| {what} | {measured} | {wanted} |" for what, measured, wanted in found.rows()),
    ]


BENCHES: dict[str, Callable[[Path], list[str]]] = {
    "archive": bench_archive,
    "delivery_to_mart": bench_delivery_to_mart,
    "idle_stack": bench_idle_stack,
    "landing": bench_landing,
    "receiver": bench_receiver,
    "openrank": bench_openrank,
    "dbt_full": partial(build_pages.full_build, say=say),
    "dbt_increment": partial(build_pages.increments, say=say),
    "metrics_full": partial(build_pages.metrics, say=say),
}


def main() -> None:
    """Run the named benchmarks, or all of them, and write the page."""
    # Ended from outside, a benchmark stops what it started, as with Ctrl-C.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which; all by default")
    parser.add_argument(
        "--long-copies",
        type=int,
        default=build_pages.LONG_COPIES,
        help="days of 26,000 events in the long history of dbt_increment",
    )
    arguments = parser.parse_args()
    increments = partial(build_pages.increments, say=say, long_copies=arguments.long_copies)
    benches = BENCHES | {"dbt_increment": increments}
    page = [
        "# Results",
        "",
        (
            f"Made by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, "
            f"Python {platform.python_version()}."
        ),
    ]
    for name in arguments.names or BENCHES:
        say(f"{name} …")
        with tempfile.TemporaryDirectory(prefix="osspulse-bench-") as home:
            page += ["", *benches[name](Path(home) / "home")]
    RESULTS.write_text("\n".join(page) + "\n", encoding="utf-8")
    print("\n".join(page))


if __name__ == "__main__":
    main()

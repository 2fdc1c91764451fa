"""Measure what it costs and write `RESULTS.md`: `make bench`, or `python benchmarks/run.py NAME …`."""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import delivery_to_mart

RESULTS = Path(__file__).with_name("RESULTS.md")
_SINGLE_DELIVERIES = 50
_LIMIT_SECONDS = 30


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
    rows = {**steps, "**in all**": totals}
    lines += [
        f"| {step} | {statistics.median(values):.1f} | {percentile(values, 0.95):.1f} |"
        for step, values in rows.items()
    ]
    verdict = "met" if percentile(totals, 0.95) <= _LIMIT_SECONDS else "**not met**"
    return [*lines, "", f"Limit: p95 ≤ {_LIMIT_SECONDS} s: {verdict}."]


BENCHES: dict[str, Callable[[Path], list[str]]] = {"delivery_to_mart": bench_delivery_to_mart}


def main() -> None:
    """Run the named benchmarks, or all of them, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which; all by default")
    names = parser.parse_args().names or list(BENCHES)
    page = [
        "# Results",
        "",
        (
            f"Made by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, "
            f"Python {platform.python_version()}."
        ),
    ]
    for name in names:
        say(f"{name} …")
        with tempfile.TemporaryDirectory(prefix="osspulse-bench-") as home:
            page += ["", *BENCHES[name](Path(home) / "home")]
    RESULTS.write_text("\n".join(page) + "\n", encoding="utf-8")
    print("\n".join(page))


if __name__ == "__main__":
    main()

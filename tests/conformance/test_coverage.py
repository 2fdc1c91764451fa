"""The catalogue is the seed; every metric and dialect of it is held to a number by some case."""

import csv
from pathlib import Path

from conformance_cases import all_cases

SEEDS = Path(__file__).parents[2] / "dbt" / "seeds"


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_metric_and_dialect_is_held_to_a_number_by_some_case() -> None:
    held = {(n.metric, n.dialect) for case in all_cases() for n in case.expected}
    told = {(row["metric"], "chaoss") for row in seed("metric_definitions")}
    told |= {(row["metric"], row["dialect"]) for row in seed("metric_dialects")}

    assert told - held == set()
    assert held - told == set()


def test_some_case_holds_every_reason_why_there_is_no_value() -> None:
    reasons = {n.value for case in all_cases() for n in case.expected if isinstance(n.value, str)}

    assert reasons >= {"no_observations", "too_few_observations", "median_not_reached"}
    assert reasons >= {"no_deployments_told", "too_little_known"}

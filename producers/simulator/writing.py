"""What a simulation is told against: truth, portfolio and enrolments, as values and as files."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from producers.simulator.employers import enrolments_csv
from producers.simulator.facts import facts_of
from producers.simulator.portfolio import PORTFOLIO_ID, portfolio_yaml
from producers.simulator.truth import Metric, truth_of

if TYPE_CHECKING:
    from producers.simulator import Simulation


def truth_of_simulation(simulation: "Simulation") -> tuple[Metric, ...]:
    """Every metric of every repository, project and the portfolio, as of the simulation's day."""
    return truth_of(
        facts_of(simulation.acts),
        simulation.community,
        as_of=simulation.as_of,
        portfolio_id=PORTFOLIO_ID,
    )


def write_truth(simulation: "Simulation", *, into: Path) -> None:
    """Write the truth as one JSON object: what was simulated, totals by repository, all metrics."""
    totals: dict[str, Counter[str]] = {}
    for act in simulation.acts:
        totals.setdefault(act.repository.repository_id, Counter())[act.kind] += 1
    document: dict[str, Any] = {
        "seed": simulation.seed,
        "as_of": simulation.as_of.isoformat(),
        "deliveries": len(simulation.acts),
        "portfolio_id": PORTFOLIO_ID,
        "repositories": {name: dict(sorted(kinds.items())) for name, kinds in totals.items()},
        "metrics": [asdict(metric) for metric in truth_of_simulation(simulation)],
    }
    told = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(told, encoding="utf-8")


def write_enrolments(simulation: "Simulation", *, into: Path) -> None:
    """Write the enrolments that tell for whom the simulated people work."""
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(enrolments_csv(simulation.community), encoding="utf-8")


def write_portfolio(simulation: "Simulation", *, into: Path) -> None:
    """Write the portfolio file that lists the simulated projects."""
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(portfolio_yaml(simulation.community), encoding="utf-8")

"""A community made from a seed, told as signed GitHub and Gitee deliveries, with its truth.

Nothing in it is real: owners, logins, e-mails and titles say "simulated".
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from osspulse.errors import WrongUsage
from producers.simulator.chronicle import Act, chronicle
from producers.simulator.community import Community, make_community
from producers.simulator.delivering import Delivered, Progress, deliver
from producers.simulator.facts import facts_of
from producers.simulator.plot import plot
from producers.simulator.portfolio import PORTFOLIO_ID, portfolio_yaml
from producers.simulator.signing import SigningSecrets
from producers.simulator.story import Stage
from producers.simulator.truth import Metric, truth_of
from producers.simulator.writing import truth_document, write_deliveries

__all__ = [
    "DEFAULT_AS_OF",
    "DEFAULT_DELIVERIES",
    "DEFAULT_SEED",
    "Delivered",
    "Progress",
    "SigningSecrets",
    "Simulation",
    "deliver",
    "simulate",
    "write_out",
]

DEFAULT_SEED = 20
DEFAULT_AS_OF = date(2026, 6, 29)
DEFAULT_DELIVERIES = 2000

_FIRST_ACT_NUMBER = 9_500_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A year of a made-up programme: who takes part, and everything they do, in order of time."""

    seed: int
    as_of: date
    community: Community
    acts: tuple[Act, ...]
    """One delivery each."""

    @property
    def portfolio(self) -> str:
        """The portfolio file that lists the projects, as YAML."""
        return portfolio_yaml(self.community)

    def truth(self, *, on: date | None = None) -> tuple[Metric, ...]:
        """Every metric of every scope as of a day, by default the day the history ends before."""
        return truth_of(
            facts_of(self.acts),
            self.community,
            as_of=on or self.as_of,
            portfolio_id=PORTFOLIO_ID,
        )

    def truth_json(self) -> str:
        """The truth as a JSON document: the metrics, and each repository's totals by kind of act."""
        facts = {
            "seed": self.seed,
            "as_of": self.as_of.isoformat(),
            "deliveries": len(self.acts),
            "portfolio_id": PORTFOLIO_ID,
        }
        document = truth_document(self.acts, self.truth(), facts=facts)
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def simulate(
    seed: int = DEFAULT_SEED,
    as_of: date = DEFAULT_AS_OF,
    *,
    deliveries: int = DEFAULT_DELIVERIES,
) -> Simulation:
    """The year before `as_of` (00:00 UTC), told in exactly `deliveries` deliveries.

    The same arguments give the same bytes. More deliveries bring more people, but the same
    projects. Raises WrongUsage where `deliveries` is less than one.
    """
    if deliveries < 1:
        raise WrongUsage(f"deliveries={deliveries}: a simulation needs at least one delivery")
    rng = Random(seed)  # noqa: S311 - the same seed has to make the same community
    people_count = round(80 * max(1.0, deliveries / DEFAULT_DELIVERIES) ** 0.5)
    community = make_community(
        rng,
        as_of=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC),
        people_count=people_count,
    )
    steps = plot(Stage(rng, community), deliveries=deliveries)
    acts = tuple(chronicle(steps, rng=rng, first_number=_FIRST_ACT_NUMBER))
    return Simulation(seed=seed, as_of=as_of, community=community, acts=acts)


def write_out(simulation: Simulation, folder: Path, *, secrets: SigningSecrets) -> int:
    """Write the deliveries, `truth.json` and `simulated-portfolio.yml`; how many deliveries there are.

    Each delivery is a pair of files in `deliveries/`: its headers as JSON, its body's bytes.
    """
    count = write_deliveries(simulation.acts, into=folder / "deliveries", secrets=secrets)
    (folder / "truth.json").write_text(simulation.truth_json(), encoding="utf-8")
    (folder / "simulated-portfolio.yml").write_text(simulation.portfolio, encoding="utf-8")
    return count

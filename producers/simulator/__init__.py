"""A community made from a seed, told as signed GitHub and Gitee deliveries, with its truth.

Nothing in it is real: owners, logins, e-mails and titles say "simulated".
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random

from osspulse.errors import WrongUsage
from producers.simulator.chronicle import Act, chronicle
from producers.simulator.community import Community, make_community
from producers.simulator.plot import plot
from producers.simulator.story import Stage

DEFAULT_SEED = 2
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

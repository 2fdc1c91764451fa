"""A simulated community's year as landed deliveries."""

from datetime import timedelta
from pathlib import Path

from raw_events import RawEvent

from osspulse.settings import Settings
from producers.simulator import Simulation, simulate
from producers.simulator.chronicle import Act
from producers.simulator.gitee import HOOKS
from producers.simulator.github import EVENTS
from producers.simulator.signing import SigningSecrets, request
from producers.simulator.writing import write_enrolments, write_portfolio

_SECRETS = SigningSecrets(github="g" * 32, gitee="e" * 32)


def simulated(*, deliveries: int, seed: int = 2) -> tuple[Simulation, list[RawEvent]]:
    """A simulation and its deliveries, each received a second after it happened."""
    simulation = simulate(seed, deliveries=deliveries)
    return simulation, [_delivered(act) for act in simulation.acts]


def _delivered(act: Act) -> RawEvent:
    source = act.repository.platform
    events = EVENTS if source == "github" else HOOKS
    return RawEvent(
        source=source,
        event=events.get(act.kind, "ping_hooks"),
        delivery_id=act.delivery_id,
        body=request(act, secrets=_SECRETS, sent_at_ms=0).body.decode(),
        received_at=act.occurred_at + timedelta(seconds=1),
    )


def settings_of(folder: Path, simulation: Simulation) -> Settings:
    """Settings with the files that a simulation is told against."""
    portfolio = folder / "portfolio.yml"
    write_portfolio(simulation, into=portfolio)
    enrolments = folder / "enrolments.csv"
    write_enrolments(simulation, into=enrolments)
    return Settings(home=folder / "home", portfolio=portfolio, enrolments=enrolments)

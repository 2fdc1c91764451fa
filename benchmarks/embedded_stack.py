"""A stack of its own for a measurement: started with a community in it, stopped at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from osspulse.demo import demo_settings
from osspulse.embedded import down, up
from osspulse.settings import Settings
from producers.simulator import Simulation, simulate
from producers.simulator.writing import write_enrolments, write_portfolio

AS_OF = date(2026, 6, 29)


@contextmanager
def a_stack(
    home: Path, *, parts: tuple[str, ...], webhook_workers: int | None = None
) -> Iterator[tuple[Settings, Simulation]]:
    """The settings of a running stack, and the community whose deliveries it is measured with."""
    loaded = Settings.load(home=home, webhook_workers=webhook_workers)
    settings = demo_settings(loaded, as_of=AS_OF)
    simulation = simulate()
    settings.home.mkdir(parents=True)
    if settings.portfolio is not None:
        write_portfolio(simulation, into=settings.portfolio)
    if settings.enrolments is not None:
        write_enrolments(simulation, into=settings.enrolments)
    try:
        yield up(settings, parts=parts).settings, simulation
    finally:
        down(settings)

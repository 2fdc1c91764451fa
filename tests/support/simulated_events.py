"""A simulated community's year as landed deliveries, and a warehouse that they arrive in."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from raw_events import LANDED_AT, RawEvent, land_raw_events

from osspulse.settings import Settings
from osspulse.transformation import build_marts
from osspulse.warehouse import open_warehouse
from producers.simulator import Simulation, simulate
from producers.simulator.chronicle import Act
from producers.simulator.gitee import HOOKS
from producers.simulator.github import EVENTS
from producers.simulator.signing import SigningSecrets, request
from producers.simulator.writing import write_enrolments, write_portfolio

_SECRETS = SigningSecrets(github="g" * 32, gitee="e" * 32)
_TOLD_BY_LANDING = ("positions", "freshness", "restatements", "delivery_conflicts")
"""What these tell is how events arrived: it differs where they arrive otherwise."""


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


class Arrivals:
    """A warehouse that events arrive in, batch after batch."""

    def __init__(self, folder: Path, simulation: Simulation) -> None:
        portfolio = folder / "portfolio.yml"
        write_portfolio(simulation, into=portfolio)
        enrolments = folder / "enrolments.csv"
        write_enrolments(simulation, into=enrolments)
        self.settings = Settings(home=folder / "home", portfolio=portfolio, enrolments=enrolments)
        self._batches = 0

    def land(self, events: Sequence[RawEvent]) -> None:
        """Land the events as one batch, an hour after the one before."""
        landed_at: datetime = LANDED_AT + timedelta(hours=self._batches)
        land_raw_events(self.settings.warehouse_file, events, landed_at=landed_at)
        self._batches += 1

    def build(self, as_of: date, *, full_refresh: bool = False) -> None:
        """Bring the marts up to what has landed."""
        build_marts(self.settings, as_of=as_of, full_refresh=full_refresh)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What a query gives."""
        with open_warehouse(self.settings.warehouse_file, read_only=True) as connection:
            return connection.execute(query).fetchall()

    def digests(self) -> dict[str, str]:
        """A hash over every row of every mart, in order, but for what tells when it landed."""
        with open_warehouse(self.settings.warehouse_file, read_only=True) as connection:
            marts = connection.execute(
                "select table_schema || '.' || table_name from information_schema.tables "
                "where table_schema in ('core', 'community_health', 'cultivation', 'quality') "
                "and not list_contains(?, table_name) order by all",
                [list(_TOLD_BY_LANDING)],
            ).fetchall()
            return {
                mart: hashlib.sha256(
                    repr(
                        connection.execute(
                            "select columns(lambda name: name != 'first_landed_at') "  # noqa: S608
                            f"from {mart} order by all"
                        ).fetchall()
                    ).encode()
                ).hexdigest()
                for (mart,) in marts
            }

"""A warehouse that events arrive in, batch after batch, and what its marts hold."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from raw_events import LANDED_AT, RawEvent, land_raw_events

from osspulse.settings import Settings
from osspulse.transformation import build_marts
from osspulse.warehouse import open_warehouse

_TOLD_BY_LANDING = ("positions", "freshness", "restatements", "delivery_conflicts")
"""What these tell is how events arrived: it differs where they arrive otherwise."""


class Arrivals:
    """A warehouse that events arrive in, batch after batch."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
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

"""Kafka → raw: every record of the log becomes one row, once, whatever dies."""

from osspulse.landing.landing import Landed, land_new_events
from osspulse.landing.rebasing import Rebased, rebase
from osspulse.landing.replaying import Replayed, land_range, land_times

__all__ = [
    "Landed",
    "Rebased",
    "Replayed",
    "land_new_events",
    "land_range",
    "land_times",
    "rebase",
]

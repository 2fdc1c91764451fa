"""Kafka → raw: every record of the log becomes one row, once, whatever dies."""

from osspulse.landing.landing import Landed, land_new_events

__all__ = ["Landed", "land_new_events"]

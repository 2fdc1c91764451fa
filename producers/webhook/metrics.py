"""What the receiver counts, for Prometheus. Label values come from fixed sets, never from a request."""

import os
from collections.abc import Callable

import prometheus_client.values
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from osspulse.deliveries import Delivery
from producers.refusals import Refusal

FILES_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The client's variable: the folder where workers count, each in files of its own."""

SOURCES = ("github", "gitee")
NO_SOURCE = "none"
"""For requests that are refused before it is known which route they are for."""


def count_in_files_of(worker: int) -> None:
    """Count where the worker of this number counted before it was replaced: its sums go on."""
    prometheus_client.values.ValueClass = prometheus_client.values.MultiProcessValue(  # type: ignore[no-untyped-call]
        lambda: f"worker{worker}"
    )


class Metrics:
    """The receiver's counters, in a registry of their own."""

    def __init__(self) -> None:
        """Start at zero, with every source and refusal present."""
        self.registry = CollectorRegistry()
        self.accepted = Counter(
            "osspulse_deliveries_accepted_total",
            "Deliveries that Kafka acknowledged.",
            ["source"],
            registry=self.registry,
        )
        self.pings = Counter(
            "osspulse_pings_total", "Ping deliveries.", ["source"], registry=self.registry
        )
        self.refused = Counter(
            "osspulse_requests_refused_total",
            "Requests that were refused.",
            ["source", "error"],
            registry=self.registry,
        )
        self.broken_off = Counter(
            "osspulse_requests_broken_off_total",
            "Requests whose sender left before they were whole.",
            ["source"],
            registry=self.registry,
        )
        self.signed = Counter(
            "osspulse_deliveries_signed_total",
            "Deliveries that verified, by the secret that signed them.",
            ["source", "secret"],
            registry=self.registry,
        )
        self.last_received = Gauge(
            "osspulse_last_received_timestamp_seconds",
            "When the newest delivery (or ping) that a secret signed was received.",
            ["source", "secret", "kind"],
            registry=self.registry,
            multiprocess_mode="max",
        )
        self._by_secret: dict[tuple[str, str | None, bool], tuple[Counter, Gauge]] = {}
        self.conflicts = Counter(
            "osspulse_guid_conflicts_total",
            "Deliveries whose id came before, lately, with another signed body.",
            ["source"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "osspulse_delivery_seconds",
            "From the request's headers to the broker's acknowledgement.",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )
        self._held_bytes: Callable[[], int] = lambda: 0
        self.held_bytes = Gauge(
            "osspulse_held_bytes",
            "Bytes of bodies that are being read or wait for Kafka.",
            registry=self.registry,
            multiprocess_mode="mostrecent",
        )
        for source in SOURCES:
            self.accepted.labels(source)
            self.pings.labels(source)
            self.broken_off.labels(source)
            self.conflicts.labels(source)
        for source in (*SOURCES, NO_SOURCE):
            for refusal in Refusal:
                self.refused.labels(source, refusal.word)

    def hold(self, held_bytes: Callable[[], int]) -> None:
        """Ask this for the bytes that are held, by all workers together."""
        self._held_bytes = held_bytes

    def exposed(self) -> bytes:
        """Everything that was counted, in Prometheus' format; by all workers where there are several."""
        self.held_bytes.set(self._held_bytes())
        if FILES_VARIABLE not in os.environ:
            return generate_latest(self.registry)
        everyone = CollectorRegistry()
        MultiProcessCollector(everyone)  # type: ignore[no-untyped-call]
        return generate_latest(everyone)

    def note_signed(self, delivery: Delivery, *, is_ping: bool) -> None:
        """Count a delivery under the secret that signed it; there are as many labels as secrets."""
        key = (delivery.source, delivery.secret_id, is_ping)
        known = self._by_secret.get(key)
        if known is None:
            labels = (delivery.source, delivery.secret_id)
            kind = "ping" if is_ping else "delivery"
            known = (self.signed.labels(*labels), self.last_received.labels(*labels, kind))
            self._by_secret[key] = known
        counter, gauge = known
        counter.inc()
        gauge.set(delivery.received_at.timestamp())

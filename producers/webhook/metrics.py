"""What the receiver counts, for Prometheus. Label values come from fixed sets, never from a request."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from producers.refusals import Refusal

SOURCES = ("github", "gitee")
NO_SOURCE = "none"
"""For requests that are refused before it is known which route they are for."""


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
        self.held_bytes = Gauge(
            "osspulse_held_bytes",
            "Bytes of bodies that are being read or wait for Kafka.",
            registry=self.registry,
        )
        for source in SOURCES:
            self.accepted.labels(source)
            self.pings.labels(source)
            self.broken_off.labels(source)
            self.conflicts.labels(source)
        for source in (*SOURCES, NO_SOURCE):
            for refusal in Refusal:
                self.refused.labels(source, refusal.word)

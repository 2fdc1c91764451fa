"""The two webhook routes: verify, bound, hand to Kafka, answer."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from osspulse.deliveries import Delivery
from producers.refusals import Refusal
from producers.sources.request_headers import RequestHeaders
from producers.webhook.answers import Answer, json_answer, refusal_answer
from producers.webhook.forges import Forge
from producers.webhook.guids import RecentGuids
from producers.webhook.hook_health import HookHealth
from producers.webhook.intake import ByteBudget, check_announced
from producers.webhook.metrics import Metrics
from producers.webhook.outbox import Outbox
from producers.webhook.secrets import Secrets
from producers.webhook.senders import Senders

logger = logging.getLogger(__name__)

_ACCEPTED = json_answer(202, b'{"status": "accepted"}')
_PONG = json_answer(200, b'{"status": "pong"}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much the receiver holds at most, and how long it waits for the broker."""

    acknowledgement_seconds: float = 4
    """For the broker; with the rest of the work every answer comes within five seconds."""
    reading_bytes: int = 64 * 1024 * 1024
    """Bodies that are being read, verified or not; by all workers together, as the next."""
    sending_bytes: int = 64 * 1024 * 1024
    """Bodies that wait for the broker, also those whose sender was told to come again."""


class Hook:
    """One route: which requests it takes, where their deliveries go, what is counted of them."""

    def __init__(
        self,
        forge: Forge,
        *,
        outbox: Outbox,
        secrets: Callable[[], Secrets],
        clock: Callable[[], datetime],
        metrics: Metrics,
        reading: ByteBudget,
        senders: Senders,
        health: HookHealth,
        guids: RecentGuids,
    ) -> None:
        """Serve `forge`; outbox, budget and ids are shared by all routes."""
        self.reading = reading
        """Bodies that are being read; whoever reads one takes its bytes, `store` gives them back."""
        self._forge = forge
        self._outbox = outbox
        self._secrets = secrets
        self._clock = clock
        self._metrics = metrics
        self._senders = senders
        self._health = health
        self._guids = guids
        self._accepted = metrics.accepted.labels(forge.source)
        self._pings = metrics.pings.labels(forge.source)

    def check(self, headers: RequestHeaders) -> None:
        """Refuse before its body is read a request that cannot be taken."""
        check_announced(headers)
        self._forge.check_headers(headers)

    def store(self, headers: RequestHeaders, body: bytes) -> tuple[Delivery, asyncio.Future[None]]:
        """The authentic delivery, and what is done once Kafka has it or fails with Unavailable.

        Raises Refused when it is none or there is no room, Unavailable when Kafka is not well.
        """
        try:
            delivery = self._forge.delivery(
                headers, body, secrets=self._secrets(), moment=self._clock()
            )
        finally:
            self.reading.give_back(len(body))
        return delivery, self._outbox.store(delivery)

    def accepted(self, delivery: Delivery, headers: RequestHeaders, *, seconds: float) -> Answer:
        """Count a delivery that Kafka has, so long after its headers: 202, or 200 for a ping."""
        is_ping = delivery.event == self._forge.ping
        self._metrics.seconds.observe(seconds)
        self._metrics.note_signed(delivery, is_ping=is_ping)
        self._health.heard(delivery, hook_id=headers.first(b"x-github-hook-id"), is_ping=is_ping)
        if self._guids.is_conflict(delivery):
            self._metrics.conflicts.labels(self._forge.source).inc()
            logger.warning(
                "delivery id came with another body",
                extra={"source": self._forge.source, "delivery_id": delivery.delivery_id},
            )
        (self._pings if is_ping else self._accepted).inc()
        return _PONG if is_ping else _ACCEPTED

    def refused(
        self, refusal: Refusal, *, peer: str | None, headers: Sequence[tuple[bytes, bytes]]
    ) -> Answer:
        """Count and log a refusal."""
        self._metrics.refused.labels(self._forge.source, refusal.word).inc()
        self._health.refused(self._forge.source, refusal.word)
        logger.info(
            "request refused",
            extra={
                "source": self._forge.source,
                "error": refusal.word,
                "network": self._senders.network(peer, headers),
            },
        )
        return refusal_answer(refusal)

    def broken_off(self) -> None:
        """Count a request whose sender left before it was whole."""
        self._metrics.broken_off.labels(self._forge.source).inc()

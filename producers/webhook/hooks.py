"""The two webhook routes: verify, bound, hand to Kafka, answer."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from osspulse.deliveries import Delivery
from osspulse.errors import Unavailable
from producers.refusals import Refusal, Refused
from producers.sources.request_headers import RequestHeaders
from producers.webhook.answers import FixedAnswer, Scope, Send, answer_refusal
from producers.webhook.forges import Forge
from producers.webhook.guids import RecentGuids
from producers.webhook.hook_health import HookHealth
from producers.webhook.intake import ByteBudget, Disconnected, Receive, check_announced, whole_body
from producers.webhook.metrics import Metrics
from producers.webhook.outbox import Outbox
from producers.webhook.secrets import Secrets
from producers.webhook.senders import Senders

logger = logging.getLogger(__name__)

_ACCEPTED = FixedAnswer(202, b'{"status": "accepted"}')
_PONG = FixedAnswer(200, b'{"status": "pong"}')


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
    """One route as an ASGI application: 202 once Kafka has the delivery, 200 for a ping."""

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
        self._forge = forge
        self._outbox = outbox
        self._secrets = secrets
        self._clock = clock
        self._metrics = metrics
        self._reading = reading
        self._senders = senders
        self._health = health
        self._guids = guids
        self._accepted = metrics.accepted.labels(forge.source)
        self._pings = metrics.pings.labels(forge.source)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one POST."""
        started = time.perf_counter()
        try:
            delivery = await self._take(RequestHeaders(scope["headers"]), receive)
        except Refused as refused:
            await self._refuse(refused.refusal, scope, send)
        except Unavailable:
            await self._refuse(Refusal.NOT_STORED, scope, send)
        except Disconnected:
            self._metrics.broken_off.labels(self._forge.source).inc()
        else:
            self._metrics.seconds.observe(time.perf_counter() - started)
            if delivery.event == self._forge.ping:
                self._pings.inc()
                await _PONG.give(scope, send)
            else:
                self._accepted.inc()
                await _ACCEPTED.give(scope, send)

    async def _take(self, headers: RequestHeaders, receive: Receive) -> Delivery:
        check_announced(headers)
        self._forge.check_headers(headers)
        body = await whole_body(receive, budget=self._reading)
        try:
            delivery = self._forge.delivery(
                headers, body, secrets=self._secrets(), moment=self._clock()
            )
        finally:
            self._reading.give_back(len(body))
        await self._outbox.store(delivery)
        self._note(delivery, headers)
        return delivery

    def _note(self, delivery: Delivery, headers: RequestHeaders) -> None:
        is_ping = delivery.event == self._forge.ping
        self._metrics.note_signed(delivery, is_ping=is_ping)
        self._health.heard(delivery, hook_id=headers.first(b"x-github-hook-id"), is_ping=is_ping)
        if self._guids.is_conflict(delivery):
            self._metrics.conflicts.labels(self._forge.source).inc()
            logger.warning(
                "delivery id came with another body",
                extra={"source": self._forge.source, "delivery_id": delivery.delivery_id},
            )

    async def _refuse(self, refusal: Refusal, scope: Scope, send: Send) -> None:
        self._metrics.refused.labels(self._forge.source, refusal.word).inc()
        self._health.refused(self._forge.source, refusal.word)
        peer, _ = scope.get("client") or (None, 0)
        logger.info(
            "request refused",
            extra={
                "source": self._forge.source,
                "error": refusal.word,
                "network": self._senders.network(peer, scope["headers"]),
            },
        )
        await answer_refusal(send, refusal)

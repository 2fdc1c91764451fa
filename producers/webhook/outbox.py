"""Deliveries on their way to Kafka: bounded in bytes, each waited for, for a bounded time."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

from osspulse.deliveries import Delivery
from osspulse.errors import Unavailable
from producers.publisher import Publisher
from producers.webhook.intake import ByteBudget

STALLED_SECONDS = 1.0
"""A broker that has not acknowledged a record for so long is not well."""

_SWEEP_SECONDS = 0.05


class Outbox:
    """Stores deliveries; one wake-up of the event loop serves all acknowledgements that came together."""

    def __init__(
        self,
        publisher: Publisher,
        *,
        most_bytes: int,
        within: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Hold at most `most_bytes` of bodies; let a sender wait for at most `within` seconds."""
        self._publisher = publisher
        self._budget = ByteBudget(most_bytes)
        self._within = within
        self._clock = clock
        self._waiting: dict[Future[int], tuple[asyncio.Future[None], int, float]] = {}
        self._acknowledged: deque[Future[int]] = deque()
        self._is_woken = False
        self._sweep: asyncio.TimerHandle | None = None

    @property
    def held_bytes(self) -> int:
        """Bytes of bodies whose fate Kafka has not told yet, given up by their senders or not."""
        return self._budget.held

    @property
    def oldest_seconds(self) -> float:
        """How long the oldest of them has waited."""
        for _, _, since in self._waiting.values():
            return self._clock() - since
        return 0.0

    async def store(self, delivery: Delivery) -> None:
        """Return once the brokers have the delivery.

        Raises Refused when there is no room, Unavailable when they do not take it in time. While
        they leave an older one waiting beyond that time, further ones are refused at once.
        """
        if self.oldest_seconds > self._within:
            raise Unavailable("Kafka has not acknowledged earlier deliveries for too long")
        length = len(delivery.body)
        self._budget.take(length)
        try:
            sent = self._publisher.publish(delivery)
        except BaseException:
            self._budget.give_back(length)
            raise
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        self._waiting[sent] = (waiter, length, self._clock())
        if self._sweep is None:
            self._sweep = loop.call_later(_SWEEP_SECONDS, self._give_up_late, loop)
        sent.add_done_callback(lambda done: self._settle_later(done, loop))
        await waiter

    def _give_up_late(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell senders that waited too long to come again; one timer serves them all."""
        latest = self._clock() - self._within
        for waiter, _, since in self._waiting.values():
            if since > latest:
                break
            if not waiter.done():
                waiter.set_exception(
                    Unavailable(f"Kafka did not acknowledge within {self._within:g} seconds")
                )
        self._sweep = (
            loop.call_later(_SWEEP_SECONDS, self._give_up_late, loop) if self._waiting else None
        )

    def _settle_later(self, sent: Future[int], loop: asyncio.AbstractEventLoop) -> None:
        """Called by the producer's thread."""
        self._acknowledged.append(sent)
        if not self._is_woken:
            self._is_woken = True
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        self._is_woken = False
        while self._acknowledged:
            sent = self._acknowledged.popleft()
            waiter, length, _ = self._waiting.pop(sent)
            self._budget.give_back(length)
            if waiter.done():  # its sender was told to come again
                sent.exception()
            elif error := sent.exception():
                waiter.set_exception(error)
            else:
                waiter.set_result(None)

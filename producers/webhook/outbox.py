"""Deliveries on their way to Kafka: bounded in bytes, each waited for, for a bounded time."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence

from osspulse.deliveries import Delivery, Outgoing
from osspulse.errors import Unavailable
from producers.publisher import Publisher
from producers.webhook.intake import ByteBudget

STALLED_SECONDS = 1.0
"""A broker that has not acknowledged a record for so long is not well."""

_SWEEP_SECONDS = 0.05
_LINGER_SECONDS = 0.005
"""How long deliveries gather at most while the brokers are busy with earlier ones."""


class Outbox:
    """Stores deliveries: those that come together go together, and are told of together.

    While nothing is under way a delivery goes at once; else it waits for the acknowledgement of
    what is, or a few milliseconds. So batches grow with the load, and nobody waits without one.
    """

    def __init__(
        self,
        publisher: Publisher,
        *,
        budget: ByteBudget,
        within: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Hold bodies within the budget; let a sender wait for at most `within` seconds."""
        self._publisher = publisher
        self._budget = budget
        self._within = within
        self._clock = clock
        self._waiting: dict[Outgoing, tuple[asyncio.Future[None], float]] = {}
        self._gathered: list[Outgoing] = []
        self._sending: asyncio.Handle | None = None
        self._told: deque[tuple[Sequence[Outgoing], BaseException | None]] = deque()
        self._is_woken = False
        self._sweep: asyncio.TimerHandle | None = None

    @property
    def oldest_seconds(self) -> float:
        """How long the oldest of them has waited."""
        for _, since in self._waiting.values():
            return self._clock() - since
        return 0.0

    def store(self, delivery: Delivery) -> asyncio.Future[None]:
        """What is done once the brokers have the delivery, or fails with Unavailable in time.

        Raises Refused when there is no room, and Unavailable while the brokers leave an older one
        waiting beyond that time.
        """
        if self.oldest_seconds > self._within:
            raise Unavailable("Kafka has not acknowledged earlier deliveries for too long")
        self._budget.take(len(delivery.body))
        record = self._publisher.record(delivery)
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        self._waiting[record] = (waiter, self._clock())
        self._gathered.append(record)
        if self._sending is None:
            is_idle = len(self._waiting) == len(self._gathered)
            self._sending = (
                loop.call_soon(self._send, loop)
                if is_idle
                else loop.call_later(_LINGER_SECONDS, self._send, loop)
            )
        if self._sweep is None:
            self._sweep = loop.call_later(_SWEEP_SECONDS, self._give_up_late, loop)
        return waiter

    def _send(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None
        gathered, self._gathered = self._gathered, []

        def settle_later(records: Sequence[Outgoing], error: BaseException | None) -> None:
            self._told.append((records, error))
            if not self._is_woken:
                self._is_woken = True
                if not loop.is_closed():
                    loop.call_soon_threadsafe(self._settle, loop)

        try:
            self._publisher.send_together(gathered, on_done=settle_later)
        except Unavailable as error:
            settle_later(gathered, error)

    def _settle(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_woken = False
        while self._told:
            records, problem = self._told.popleft()
            for record in records:
                self._settle_one(record, problem)
        if self._gathered and len(self._waiting) == len(self._gathered):
            self._send(loop)

    def _settle_one(self, record: Outgoing, problem: BaseException | None) -> None:
        waiter, _ = self._waiting.pop(record)
        self._budget.give_back(len(record.value))
        if waiter.done():  # its sender was told to come again
            return
        if problem is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(Unavailable(f"Kafka did not acknowledge a delivery: {problem}"))

    def _give_up_late(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell senders that waited too long to come again; one timer serves them all."""
        latest = self._clock() - self._within
        for waiter, since in self._waiting.values():
            if since > latest:
                break
            if not waiter.done():
                waiter.set_exception(
                    Unavailable(f"Kafka did not acknowledge within {self._within:g} seconds")
                )
        self._sweep = (
            loop.call_later(_SWEEP_SECONDS, self._give_up_late, loop) if self._waiting else None
        )

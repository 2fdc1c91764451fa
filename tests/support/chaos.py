"""Load with a ledger, and landing that goes on, while something is killed again and again.

A chaos test takes its moments and victims from `chaos_seed`, prints it, and repeats with
`pytest --chaos-seed N`.
"""

import asyncio
import hashlib
import json
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from landing_ledger import Ledger, audit

from osspulse.deliveries import Delivery
from osspulse.errors import Unavailable
from osspulse.kafka import Producer
from osspulse.landing import land_new_events
from osspulse.settings import Settings

_MOST_WAITING = 500
_SLICE_SECONDS = 0.05


class _Background:
    """Runs in a thread of its own while its block lasts."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        raise NotImplementedError


class Load(_Background):
    """Sends deliveries until it is left; `acknowledged` and `attempted` say which."""

    def __init__(self, settings: Settings, *, per_second: int, poison_every: int = 0) -> None:
        self.acknowledged: Ledger = {}
        self.attempted: Ledger = {}
        self._settings = settings
        self._poison_every = poison_every
        self._in_a_slice = max(1, round(per_second * _SLICE_SECONDS))
        super().__init__()
        self._waiting: list[tuple[str, Future[int]]] = []

    def audit(self) -> dict[str, int]:
        """Lost of what was acknowledged; twice, phantom and changed of what was attempted."""
        found = audit(self._settings, self.attempted)
        return found | {"lost": audit(self._settings, self.acknowledged)["lost"]}

    def _run(self) -> None:
        producer = Producer(self._settings)
        number = 0
        try:
            while not self._ending.wait(_SLICE_SECONDS):
                for _ in range(self._in_a_slice if len(self._waiting) < _MOST_WAITING else 0):
                    self._send(producer, number)
                    number += 1
                self._note(wait_seconds=0)
            self._note(wait_seconds=60)
        finally:
            with suppress(Unavailable):  # what is left is not acknowledged
                producer.close()

    def _send(self, producer: Producer, number: int) -> None:
        is_poison = self._poison_every and number % self._poison_every == 0
        body = b"poison" if is_poison else json.dumps({"number": number}).encode()
        delivery = Delivery(
            source="github",
            event="issues",
            delivery_id=f"delivery-{number}",
            received_at=datetime(2026, 6, 1, tzinfo=UTC),
            content_type="application/json",
            body=body,
            platform="github",
            repository_id=str(number % 7),
        )
        self.attempted[delivery.delivery_id] = hashlib.sha256(body).hexdigest()
        with suppress(Unavailable):  # not acknowledged, so nothing is owed
            stored = producer.send(
                self._settings.kafka_topic_github,
                key=delivery.key,
                value=body,
                headers=delivery.headers(),
            )
            self._waiting.append((delivery.delivery_id, stored))

    def _note(self, *, wait_seconds: float) -> None:
        deadline = time.monotonic() + wait_seconds
        still = []
        for name, stored in self._waiting:
            if not stored.done() and wait_seconds:
                with suppress(Unavailable, TimeoutError):
                    stored.result(timeout=max(0, deadline - time.monotonic()))
            if not stored.done():
                still.append((name, stored))
            elif stored.exception() is None:
                self.acknowledged[name] = self.attempted[name]
        self._waiting = still


class Lander(_Background):
    """Lands over and over until it is left, whatever is away for a while; counts how it went."""

    def __init__(self, settings: Settings) -> None:
        self.landed = self.failures = 0
        self._settings = settings
        super().__init__()

    def _run(self) -> None:
        while not self._ending.wait(0.2):
            try:
                done = land_new_events(self._settings)
            except Unavailable:
                self.failures += 1
            else:
                self.landed += done.new + done.quarantined


class Watcher(_Background):
    """The lag watcher as the triggerer runs it, until it is left; counts how often it fired."""

    def __init__(self, trigger: Any) -> None:
        self.fired = 0
        self._trigger = trigger
        super().__init__()

    def _run(self) -> None:
        asyncio.run(self._watch_until_ended())

    async def _watch_until_ended(self) -> None:
        watching = asyncio.ensure_future(self._watch())
        await asyncio.to_thread(self._ending.wait)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await self._trigger.cleanup()

    async def _watch(self) -> None:
        async for _ in self._trigger.run():
            self.fired += 1

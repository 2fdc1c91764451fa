"""Kafka's acknowledgements, brought from its client's thread to the receiver's event loop."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from osspulse.errors import Unavailable


class Acknowledgements:
    """Waits for many records at once; one wake-up of the loop serves all that arrived together."""

    def __init__(self) -> None:
        """Belong to the running loop."""
        self._loop = asyncio.get_running_loop()
        self._arrived: deque[tuple[asyncio.Future[int], Future[int], Callable[[], None]]] = deque()
        self._awake = False

    async def of(self, sent: Future[int], *, within: float, settled: Callable[[], None]) -> int:
        """The record's offset; raises Unavailable when it failed or `within` seconds have passed.

        `settled` is called on the loop when the record's fate is known, also after the time is up:
        until then the record takes memory.
        """
        waiter: asyncio.Future[int] = self._loop.create_future()
        sent.add_done_callback(partial(self._arrive, waiter, settled))
        try:
            async with asyncio.timeout(within):
                return await waiter
        except TimeoutError:
            raise Unavailable(
                f"Kafka did not acknowledge a delivery within {within:g} seconds"
            ) from None

    def _arrive(
        self, waiter: asyncio.Future[int], settled: Callable[[], None], sent: Future[int]
    ) -> None:
        self._arrived.append((waiter, sent, settled))
        if not self._awake:
            self._awake = True
            try:
                self._loop.call_soon_threadsafe(self._hand_over)
            except RuntimeError:  # the loop is closed: nobody waits any more
                self._arrived.clear()

    def _hand_over(self) -> None:
        self._awake = False
        while self._arrived:
            waiter, sent, settled = self._arrived.popleft()
            settled()
            if waiter.done():
                continue
            error = sent.exception()
            if error is None:
                waiter.set_result(sent.result())
            else:
                waiter.set_exception(error)

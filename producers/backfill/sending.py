"""Sending many deliveries at once, each acknowledged, in bounded memory."""

import threading
from concurrent.futures import Future
from functools import partial

from osspulse.deliveries import Delivery
from producers.publisher import Publisher

_MOST_BYTES = 64 * 1024 * 1024
_OVERHEAD_BYTES = 1024
"""A record costs about this much beside its body while it waits."""


class BulkSending:
    """Keeps as many deliveries in flight as fit; fails as soon as one of them has failed."""

    def __init__(self, publisher: Publisher, *, most_bytes: int = _MOST_BYTES) -> None:
        """Send over `publisher` with at most `most_bytes` unacknowledged, or a single delivery."""
        self._publisher = publisher
        self._most_bytes = most_bytes
        self._changed = threading.Condition()
        self._in_flight = 0
        self._failed: BaseException | None = None

    def send(self, delivery: Delivery) -> None:
        """Hand the delivery over, waiting for room; raises what the first failed one failed with."""
        size = len(delivery.body) + _OVERHEAD_BYTES
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self._failed is not None
                    or self._in_flight == 0
                    or self._in_flight + size <= self._most_bytes
                )
            )
            self._raise_failure()
            self._in_flight += size
        self._publisher.publish(delivery).add_done_callback(partial(self._settled, size))

    def finish(self) -> None:
        """Wait until everything is acknowledged; raises what the first failed one failed with."""
        with self._changed:
            self._changed.wait_for(lambda: self._failed is not None or self._in_flight == 0)
            self._raise_failure()

    def _settled(self, size: int, stored: Future[int]) -> None:
        with self._changed:
            self._in_flight -= size
            self._failed = self._failed or stored.exception()
            self._changed.notify()

    def _raise_failure(self) -> None:
        if self._failed is not None:
            raise self._failed

"""GitHub's delivery ids are unique: one that comes with another signed body is worth an alarm."""

from collections import OrderedDict

from osspulse.deliveries import Delivery

_REMEMBERED = 50_000


class RecentGuids:
    """Remembers which body came under which id, for the newest ids; marts know of all of them."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        """Remember at most so many."""
        self._most = most
        self._bodies: OrderedDict[str, str] = OrderedDict()

    def is_conflict(self, delivery: Delivery) -> bool:
        """Whether another body came under this delivery's id before; it is remembered from now on."""
        known = self._bodies.setdefault(delivery.delivery_id, delivery.body_sha256)
        if len(self._bodies) > self._most:
            self._bodies.popitem(last=False)
        return known != delivery.body_sha256

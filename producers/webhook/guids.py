"""GitHub's delivery ids are unique: one that comes with another signed body is worth an alarm."""

import hashlib
import struct

from osspulse.deliveries import Delivery

_ENTRY = struct.Struct("<QQQ")


class RecentGuids:
    """Remembers which body came under which id, for the newest ids; marts know of all of them.

    The memory may belong to several workers at once. Each id has one place in it and pushes out
    what was there; an entry that was half written, or written by two at once, counts as none.
    """

    def __init__(self, memory: memoryview) -> None:
        """Remember in this memory, of which every content is fit."""
        self._memory = memory
        self._places = len(memory) // _ENTRY.size

    def is_conflict(self, delivery: Delivery) -> bool:
        """Whether another body came under this delivery's id before; the first one is remembered."""
        named = f"{delivery.source}:{delivery.delivery_id}".encode()
        name = int.from_bytes(hashlib.blake2b(named, digest_size=8).digest(), "little")
        body = int(delivery.body_sha256[:16], 16)
        place = name % self._places * _ENTRY.size
        known_name, known_body, check = _ENTRY.unpack_from(self._memory, place)
        if known_name == name and check == name ^ known_body:
            return bool(known_body != body)
        _ENTRY.pack_into(self._memory, place, name, body, name ^ body)
        return False

"""Bounds of requests: what one connection, one body and all of them together may cost."""

import re
from dataclasses import dataclass

from producers.refusals import Refusal, Refused
from producers.sources.request_headers import RequestHeaders
from producers.webhook.sharing import Tally

MAX_BODY_BYTES = 25 * 1024 * 1024
"""The most that GitHub sends."""

_LENGTH = re.compile(rb"[0-9]{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpBounds:
    """What one connection may cost."""

    head_bytes: int = 64 * 1024
    head_count: int = 100
    request_seconds: float = 10
    """For a head to be whole, and after that for its body."""
    waiting: int = 32
    """Requests on one connection that wait for the answers to earlier ones."""
    connections: int = 1_000
    """Of all workers together."""


class ByteBudget:
    """How many bytes may be held at once; asking for more is refused, never waited for."""

    __slots__ = ("_tally", "limit")

    def __init__(self, limit: int, tally: Tally) -> None:
        """Allow `limit` bytes to all who share the tally."""
        self.limit = limit
        self._tally = tally

    @property
    def held(self) -> int:
        """Bytes that all of them hold."""
        return self._tally.total

    def take(self, count: int) -> None:
        """Hold `count` bytes more; raises Refused when that is over the limit."""
        if self._tally.total + count > self.limit:
            raise Refused(Refusal.OVERLOADED)
        self._tally.own += count

    def give_back(self, count: int) -> None:
        """Hold `count` bytes less."""
        self._tally.own -= count


def check_announced(headers: RequestHeaders) -> None:
    """Refuse a request whose headers already say that its body cannot be taken."""
    encoding = headers.get(b"content-encoding")
    if encoding is not None and encoding.strip().lower() != b"identity":
        raise Refused(Refusal.UNSUPPORTED_ENCODING)
    length = headers.get(b"content-length")
    if length is None:
        return
    if not _LENGTH.fullmatch(length):
        raise Refused(Refusal.BAD_REQUEST)
    check_length(int(length))


def check_length(length: int) -> None:
    """Refuse a body, or as much of one as has come, that is longer than any forge sends."""
    if length > MAX_BODY_BYTES:
        raise Refused(Refusal.TOO_LARGE)

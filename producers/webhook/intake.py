"""Reading request bodies within bounds: bytes per body, bytes in memory."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from producers.refusals import Refusal, Refused
from producers.sources.request_headers import RequestHeaders
from producers.webhook.sharing import Tally

MAX_BODY_BYTES = 25 * 1024 * 1024
"""The most that GitHub sends."""

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_LENGTH = re.compile(rb"[0-9]{1,18}")


class Disconnected(Exception):
    """The sender left before its request was whole; nobody is there to answer."""


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
    _check_length(int(length))


async def whole_body(receive: Receive, *, budget: ByteBudget) -> bytes:
    """The body; its length stays taken from `budget` until the caller gives it back.

    Raises Refused when it is too long or one too many, Disconnected when it breaks off; then
    nothing stays taken. How long it may take is the protocol's business.
    """
    chunks: list[bytes] = []
    held = 0
    more = True
    try:
        while more:
            chunk, more = _chunk(await receive())
            _check_length(held + len(chunk))
            budget.take(len(chunk))
            held += len(chunk)
            chunks.append(chunk)
    except BaseException:
        budget.give_back(held)
        raise
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _chunk(message: MutableMapping[str, Any]) -> tuple[bytes, bool]:
    if message["type"] != "http.request":
        raise Disconnected
    return message.get("body", b""), message.get("more_body", False)


def _check_length(length: int) -> None:
    if length > MAX_BODY_BYTES:
        raise Refused(Refusal.TOO_LARGE)

"""Answers: small, JSON, and without a word of the request in them."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from producers.refusals import Refusal

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

RETRY_AFTER_SECONDS = 5

AT_ONCE = "osspulse.at_once"
"""The ASGI extension of `protocol`: a function of `send`, a status and what follows its line and the
server's own headers; it writes them in one piece, or returns False where it cannot."""


async def answer_refusal(
    send: Send, refusal: Refusal, *, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    """Send the refusal as its status and its JSON object; a 413 or 408 ends the connection."""
    if refusal.status == 503:
        headers = (*headers, (b"retry-after", b"%d" % RETRY_AFTER_SECONDS))
    if refusal.status in {408, 413}:
        headers = (*headers, (b"connection", b"close"))
    await answer(send, status=refusal.status, body=refusal.body(), headers=headers)


async def answer(
    send: Send, *, status: int, body: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    """Send one whole JSON answer."""
    fixed = ((b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": body})


class FixedAnswer:
    """An answer that is always the same: written once, and sent in one piece where the server can."""

    def __init__(self, status: int, body: bytes) -> None:
        """Answer with this JSON."""
        self._status = status
        self._body = body
        self._written = b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (
            len(body),
            body,
        )

    async def give(self, scope: Scope, send: Send) -> None:
        """Send it."""
        at_once = scope.get("extensions", {}).get(AT_ONCE)
        if at_once is None or not at_once(send, self._status, self._written):
            await answer(send, status=self._status, body=self._body)

"""Answers: small, JSON, and without a word of the request in them."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from producers.refusals import Refusal

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

RETRY_AFTER_SECONDS = 5


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

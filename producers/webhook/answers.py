"""Answers: small, JSON, and without a word of the request in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from producers.refusals import Refusal

Header = tuple[bytes, bytes]

RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, but for the server's own headers."""

    status_line: bytes
    rest: bytes
    """Its headers and its body, as they are sent."""
    is_last: bool = False
    """Whether the connection ends with it."""

    def written(self, *, default_headers: Iterable[Header], is_last: bool) -> bytes:
        """The bytes to send, in one piece: a piece costs as much as verifying a delivery."""
        parts = [self.status_line]
        for name, value in default_headers:
            parts += name, b": ", value, b"\r\n"
        if is_last:
            parts.append(b"connection: close\r\n")
        parts.append(self.rest)
        return b"".join(parts)


def json_answer(
    status: int, body: bytes, *, headers: Iterable[Header] = (), is_last: bool = False
) -> Answer:
    """The answer with this JSON."""
    fixed = ((b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)))
    lines = [b"%b: %b\r\n" % header for header in (*fixed, *headers)]
    return Answer(STATUS_LINE[status], b"".join((*lines, b"\r\n", body)), is_last)


@cache
def refusal_answer(refusal: Refusal) -> Answer:
    """The refusal's status and its JSON object; a 413 or 408 ends the connection."""
    headers = []
    if refusal is Refusal.METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"POST"))
    if refusal.status == 503:
        headers.append((b"retry-after", b"%d" % RETRY_AFTER_SECONDS))
    return json_answer(
        refusal.status, refusal.body(), headers=headers, is_last=refusal.status in {408, 413}
    )

"""HTTP as strangers may speak it: bounded heads, bounded time, bounded connections."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from producers.refusals import Refusal
from producers.webhook.answers import AT_ONCE, RETRY_AFTER_SECONDS, Send
from producers.webhook.sharing import Tally

_LINGER_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpBounds:
    """What one connection may cost."""

    head_bytes: int = 64 * 1024
    head_count: int = 100
    request_seconds: float = 10
    """For a head to be whole, and after that for its body."""
    connections: int = 1_000
    """Of all workers together."""


class _Unreadable(Exception):
    """Stops the parser from within its callbacks; it reports an error of its own."""


class _PatientTransport:
    """Ends a connection so that its sender, still busy sending, can read the answer.

    Closing while bytes are unread resets the connection, and the answer is lost with it.
    """

    __slots__ = ("_owner", "is_closing", "write")

    def __init__(self, transport: asyncio.Transport, owner: "BoundedProtocol") -> None:
        self._owner = owner
        self.is_closing = transport.is_closing
        self.write = transport.write

    def close(self) -> None:
        self._owner.end()


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's httptools protocol within bounds; its refusals are JSON like the application's."""

    bounds = HttpBounds()
    refused: Callable[[Refusal], None] = staticmethod(lambda _: None)
    open_connections = Tally.alone()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or refuse it when there are too many."""
        self._head_bytes = 0
        self._in_head = self._in_body = False
        self._is_deaf = self._is_ending = False
        self._parser_refusal = Refusal.BAD_REQUEST
        self._deadline: asyncio.TimerHandle | None = None
        self._patient = _PatientTransport(transport, self)
        super().connection_made(transport)
        self.open_connections.own = len(self.connections)
        if self.open_connections.total > self.bounds.connections:
            self._refuse(Refusal.OVERLOADED)
        else:
            self._start_deadline(self.bounds.request_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_deadline()
        super().connection_lost(exc)
        self.open_connections.own = len(self.connections)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Let a sender that has said all it wants to say still read the answer to it."""
        cycle = self.cycle
        waits = cycle is not None and not cycle.more_body and not cycle.response_complete
        if waits:
            cycle.keep_alive = False
        return waits

    @property
    def is_between_requests(self) -> bool:
        """Whether no request is half received."""
        return not (self._in_head or self._in_body)

    def data_received(self, data: bytes) -> None:
        """Parse what came, then see whether the request is whole and within its bounds."""
        if self._is_deaf or self._is_ending:
            return
        if not self._in_body:
            self._in_head = True
            self._head_bytes += len(data)
        super().data_received(data)
        if self._is_deaf or self._is_ending or self.transport.is_closing():
            return
        if self._in_head and self._head_bytes > self.bounds.head_bytes:
            self._refuse(Refusal.HEADERS_TOO_LARGE)
            return
        if self.is_between_requests:
            self._stop_deadline()
        elif self._deadline is None:
            self._start_deadline(self.bounds.request_seconds)

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Hand the request over; its body may take as long again."""
        if len(self.headers) > self.bounds.head_count or self._is_head_too_large():
            self._parser_refusal = Refusal.HEADERS_TOO_LARGE
            raise _Unreadable
        if self.parser.should_upgrade():
            is_connect = self.parser.get_method() == b"CONNECT"
            self._parser_refusal = Refusal.METHOD_NOT_ALLOWED if is_connect else Refusal.BAD_REQUEST
            raise _Unreadable
        self._in_head = False
        self._in_body = True
        self._stop_deadline()
        super().on_headers_complete()
        self.cycle.transport = self._patient  # type: ignore[assignment]
        self.scope["extensions"] = {AT_ONCE: self._answer_at_once}  # type: ignore[dict-item]

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._in_body = False
        self._head_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own words
        """Refuse what the parser could not read."""
        self._refuse(self._parser_refusal)

    def end(self) -> None:
        """Send no more, throw away what still comes, and close: soon, or at once between requests."""
        if self._is_ending:
            return
        self._is_ending = True
        self._stop_deadline()
        if self.is_between_requests or not self.transport.can_write_eof():
            self.transport.close()
            return
        self.transport.write_eof()
        self.flow.resume_reading()
        self._deadline = self.loop.call_later(_LINGER_SECONDS, self.transport.abort)

    def _refuse(self, refusal: Refusal) -> None:
        """Answer in the application's place where no answer has begun, and end the connection."""
        self.refused(refusal)
        pending = self.cycle is not None and not self.cycle.response_complete
        if pending and self._in_head:  # an earlier request still waits: its answer comes first
            self.cycle.keep_alive = False
            self._is_deaf = True
            self._stop_deadline()
            return
        if pending:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self._in_head or (pending and not self.cycle.response_started) or self.cycle is None:
            self.transport.write(_written(refusal))
        self.end()

    def _answer_at_once(self, send: Send, status: int, rest: bytes) -> bool:
        """Answer in one write: a usual answer costs as much as verifying the delivery otherwise."""
        # Asked of `send`: bound to its request, this method would keep each until garbage is looked for.
        cycle: RequestResponseCycle = send.__self__  # type: ignore[attr-defined]
        if cycle.disconnected or cycle.response_started or self.flow.write_paused:
            return False
        ours = [STATUS_LINE[status]]
        for name, value in cycle.default_headers:
            ours += name, b": ", value, b"\r\n"
        if not cycle.keep_alive:
            ours.append(b"connection: close\r\n")
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        self.transport.write(b"".join((*ours, rest)))
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.end()
        cycle.on_response()
        return True

    def _out_of_time(self) -> None:
        self._deadline = None
        if self._in_head or self._in_body:
            self._refuse(Refusal.TOO_SLOW)
        else:
            self.transport.close()

    def _is_head_too_large(self) -> bool:
        if self._head_bytes <= self.bounds.head_bytes:  # nothing that came since its begin is more
            return False
        length = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        return length > self.bounds.head_bytes

    def _start_deadline(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self._out_of_time)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def bounded_protocol(
    bounds: HttpBounds, *, refused: Callable[[Refusal], None], open_connections: Tally
) -> type[BoundedProtocol]:
    """The protocol with these bounds; `refused` is told what it refuses by itself."""
    ours = {
        "bounds": bounds,
        "refused": staticmethod(refused),
        "open_connections": open_connections,
    }
    return type("BoundedProtocol", (BoundedProtocol,), ours)


def _written(refusal: Refusal) -> bytes:
    body = refusal.body()
    headers = [
        b"content-type: application/json",
        b"content-length: %d" % len(body),
        b"connection: close",
    ]
    if refusal is Refusal.METHOD_NOT_ALLOWED:
        headers.append(b"allow: POST")
    if refusal.status == 503:
        headers.append(b"retry-after: %d" % RETRY_AFTER_SECONDS)
    return STATUS_LINE[refusal.status] + b"\r\n".join([*headers, b"", body])

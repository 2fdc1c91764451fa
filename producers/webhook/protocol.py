"""HTTP as strangers may speak it: bounded heads, bounded time, bounded connections."""

import asyncio
from collections.abc import Callable, Mapping
from urllib.parse import unquote_to_bytes

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from producers.refusals import Refusal
from producers.webhook.answers import refusal_answer
from producers.webhook.exchange import Exchange
from producers.webhook.hooks import Hook
from producers.webhook.intake import HttpBounds
from producers.webhook.sharing import Tally

_LINGER_SECONDS = 2.0


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

    hooks: Mapping[bytes, Hook] = {}
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
        for waiting, _ in self.pipeline:
            waiting.disconnected = True
            waiting.message_event.set()
        self.pipeline.clear()
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
        if len(self.pipeline) >= self.bounds.waiting:
            self._parser_refusal = Refusal.OVERLOADED
            raise _Unreadable
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
        hook = self._hook()
        if hook is None:
            super().on_headers_complete()
            self.cycle.transport = self._patient  # type: ignore[assignment]
        else:
            self._begin(hook)

    def on_body(self, body: bytes) -> None:
        """Hand on a piece of the body."""
        if isinstance(self.cycle, Exchange):
            self.cycle.received(body)
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._in_body = False
        self._head_bytes = 0
        if isinstance(self.cycle, Exchange):
            self.cycle.finished()
        else:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with the connection's next request, unless it ends."""
        if self._is_ending:
            return
        super().on_response_complete()
        if self.pipeline:  # uvicorn reads on after each answer, however many requests wait
            self.flow.pause_reading()

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
            self.transport.write(refusal_answer(refusal).written(default_headers=(), is_last=True))
        self.end()

    def _hook(self) -> Hook | None:
        if self.parser.get_method() != b"POST":
            return None
        known = self.hooks.get(self.url)
        return known or self.hooks.get(unquote_to_bytes(httptools.parse_url(self.url).path or b""))

    def _begin(self, hook: Hook) -> None:
        before = self.cycle
        is_lasting = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        exchange = Exchange(self, hook, keep_alive=is_lasting)
        self.cycle = exchange  # type: ignore[assignment]
        if before is None or before.response_complete:
            exchange.begin()
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((exchange, self.app))  # type: ignore[arg-type]

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        if isinstance(cycle, Exchange):
            self.loop.call_soon(cycle.begin)
        else:
            super()._start_asgi_task(cycle, app)

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
    bounds: HttpBounds,
    *,
    hooks: Mapping[str, Hook],
    refused: Callable[[Refusal], None],
    open_connections: Tally,
) -> type[BoundedProtocol]:
    """The protocol with these bounds and hooks; `refused` is told what it refuses by itself."""
    by_path = {path.encode(): hook for path, hook in hooks.items()}
    told = {"hooks": by_path, "bounds": bounds, "refused": staticmethod(refused)}
    return type(
        "BoundedProtocol", (BoundedProtocol,), {**told, "open_connections": open_connections}
    )

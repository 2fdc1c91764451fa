"""One request to a hook and its answer: read within bounds, stored, answered when it is its turn."""

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from osspulse.deliveries import Delivery
from osspulse.errors import Unavailable
from producers.refusals import Refusal, Refused
from producers.sources.request_headers import RequestHeaders
from producers.webhook.answers import Answer, json_answer
from producers.webhook.hooks import Hook
from producers.webhook.intake import check_length

if TYPE_CHECKING:
    from producers.webhook.protocol import BoundedProtocol

logger = logging.getLogger(__name__)

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_BROKEN = json_answer(500, b'{"error": "internal"}', is_last=True)


class Exchange:
    """Stands where uvicorn's protocol expects its cycle of ASGI messages, whose names it bears.

    A connection may send requests before earlier ones are answered: their bodies are read, within
    the same bounds, but they are verified and stored one after another.
    """

    __slots__ = (
        "_body",
        "_delivery",
        "_headers",
        "_held",
        "_hook",
        "_is_decided",
        "_is_on_turn",
        "_protocol",
        "_refusal",
        "_started",
        "_waits_to_continue",
        "disconnected",
        "keep_alive",
        "more_body",
        "response_complete",
        "response_started",
    )

    def __init__(self, protocol: "BoundedProtocol", hook: Hook, *, keep_alive: bool) -> None:
        """Begin with the request's headers, which the protocol has just read."""
        self._started = time.perf_counter()
        self._protocol = protocol
        self._hook = hook
        self._headers = RequestHeaders(protocol.headers)
        self._body: list[bytes] = []
        self._held = 0
        self._delivery: Delivery | None = None
        self._refusal: Refusal | None = None
        self._is_decided = self._is_on_turn = False
        self._waits_to_continue = protocol.expect_100_continue
        self.keep_alive = keep_alive
        self.more_body = True
        self.disconnected = self.response_started = self.response_complete = False
        try:
            hook.check(self._headers)
        except Refused as refused:
            self._refuse(refused.refusal)

    def begin(self) -> None:
        """Take one's turn: every earlier request of the connection is answered."""
        self._is_on_turn = True
        if self._refusal is not None:
            self._refuse(self._refusal)
        elif self._is_decided:  # its sender is gone
            return
        elif not self.more_body:
            self._store()
        elif self._waits_to_continue:
            self._protocol.transport.write(_CONTINUE)

    def received(self, chunk: bytes) -> None:
        """Take in a piece of the body."""
        if self._is_decided:
            return
        try:
            check_length(self._held + len(chunk))
            self._hook.reading.take(len(chunk))
        except Refused as refused:
            self._refuse(refused.refusal)
        else:
            self._held += len(chunk)
            self._body.append(chunk)

    def finished(self) -> None:
        """Take note that the request is whole."""
        self.more_body = False
        if self._is_on_turn and not self._is_decided:
            self._store()

    @property
    def message_event(self) -> "Exchange":
        """What is `set` when the sender is gone, or what it sends cannot be read on."""
        return self

    def set(self) -> None:
        """Forget the request if it can no more become whole or be answered."""
        if not self.disconnected or self._is_decided:
            return
        if self._is_on_turn:
            self._hook.broken_off()
        self._decide()

    def _store(self) -> None:
        body = b"".join(self._body)
        self._held = 0  # the hook gives them back
        self._decide()
        try:
            self._delivery, stored = self._hook.store(self._headers, body)
        except Refused as refused:
            self._refuse(refused.refusal)
        except Unavailable:
            self._refuse(Refusal.NOT_STORED)
        except Exception:
            logger.exception("request failed")
            self._protocol.loop.call_soon(self._give, _BROKEN)
        else:
            stored.add_done_callback(self._answer_stored)

    def _answer_stored(self, stored: "asyncio.Future[None]") -> None:
        if self._delivery is None or stored.exception() is not None:
            self._answer_refusal(Refusal.NOT_STORED)
            return
        seconds = time.perf_counter() - self._started
        self._give(self._hook.accepted(self._delivery, self._headers, seconds=seconds))

    def _refuse(self, refusal: Refusal) -> None:
        """Answer so when it is the turn, and not before the parser is through with what came."""
        self._decide()
        self._refusal = refusal
        if self._is_on_turn:
            self._protocol.loop.call_soon(self._answer_refusal, refusal)

    def _answer_refusal(self, refusal: Refusal) -> None:
        client = self._protocol.client
        peer = client[0] if client else None
        self._give(self._hook.refused(refusal, peer=peer, headers=self._headers.pairs))

    def _decide(self) -> None:
        self._is_decided = True
        self._body = []
        self._hook.reading.give_back(self._held)
        self._held = 0

    def _give(self, answer: Answer) -> None:
        protocol = self._protocol
        if self.disconnected or protocol.transport.is_closing():
            return
        if protocol.flow.write_paused:  # its sender does not read the answers to earlier requests
            protocol.transport.abort()
            return
        is_last = answer.is_last or not self.keep_alive
        self.response_started = self.response_complete = True
        default_headers = protocol.server_state.default_headers
        protocol.transport.write(answer.written(default_headers=default_headers, is_last=is_last))
        if is_last:
            protocol.end()
        protocol.on_response_complete()

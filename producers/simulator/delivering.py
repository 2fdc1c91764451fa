"""Send a simulation to a receiver as the forges would: signed posts over kept-open connections.

Plain `http.client` in a few threads: five times as many deliveries a second as httpx here, so that
the load is the receiver's to carry.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from random import Random

from producers.simulator.chronicle import Act
from producers.simulator.gitee import HOOKS
from producers.simulator.github import EVENTS
from producers.simulator.ledger import Ledger, open_ledger
from producers.simulator.posting import Patience, Receiver, post
from producers.simulator.signing import SigningSecrets, request
from producers.sources import gitee as gitee_source

_SENDERS = 12

Progress = Callable[[int, int], None]
"""Told after each acknowledgement: how many of how many are done, earlier runs included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What a run of `deliver` did."""

    sent_count: int
    known_count: int
    """Acknowledged in an earlier run, so not sent again."""
    byte_count: int
    seconds: float


def deliver(
    acts: tuple[Act, ...],
    *,
    to: str,
    secrets: SigningSecrets,
    rate: float | None = None,
    order_seed: int | None = None,
    ledger: Path | None = None,
    on_progress: Progress | None = None,
    patience: Patience | None = None,
) -> Delivered:
    """Post every act to the receiver at `to` and wait until it has acknowledged them all.

    `rate` is in deliveries a second; without one, as fast as the receiver takes them. With
    `order_seed` they go out in an order shuffled from it, else as they happened (several at a time).
    Raises WrongUsage for an address that is none, Unavailable when the receiver does not come back,
    OsspulseError when it refuses; what was acknowledged until then is in the ledger.
    """
    ordered = list(acts)
    if order_seed is not None:
        Random(order_seed).shuffle(ordered)  # noqa: S311 - an order, not a secret
    with open_ledger(ledger) as told:
        sending = _Sending(
            ordered,
            receiver=Receiver.at(to),
            secrets=secrets,
            rate=rate,
            ledger=told,
            on_progress=on_progress,
            patience=patience or Patience(),
        )
        return sending.run()


class _Sending:
    """The state that the senders share; `_lock` guards all of it."""

    def __init__(
        self,
        acts: list[Act],
        *,
        receiver: Receiver,
        secrets: SigningSecrets,
        rate: float | None,
        ledger: Ledger,
        on_progress: Progress | None,
        patience: Patience,
    ) -> None:
        self._acts = acts
        self._receiver = receiver
        self._secrets = secrets
        self._rate = rate
        self._ledger = ledger
        self._on_progress = on_progress
        self._patience = patience
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._errors: list[BaseException] = []
        self._last_ms = 0
        self._sent = self._known = self._bytes = 0
        self._started = time.monotonic()

    def run(self) -> Delivered:
        queue = enumerate(self._acts)
        senders = [
            threading.Thread(target=self._send_all, args=(queue,), name=f"sender-{place}")
            for place in range(min(_SENDERS, len(self._acts)))
        ]
        for sender in senders:
            sender.start()
        try:
            for sender in senders:
                sender.join()
        finally:
            self._stop.set()
        if self._errors:
            raise self._errors[0]
        return Delivered(
            sent_count=self._sent,
            known_count=self._known,
            byte_count=self._bytes,
            seconds=time.monotonic() - self._started,
        )

    def _send_all(self, queue: Iterator[tuple[int, Act]]) -> None:
        connection = self._receiver.connect()
        try:
            while not self._stop.is_set():
                with self._lock:
                    place, act = next(queue, (-1, None))
                if act is None:
                    return
                self._send(place, act, connection)
        except BaseException as error:  # noqa: BLE001 - raised again where the senders are joined
            self._errors.append(error)
            self._stop.set()
        finally:
            connection.close()

    def _send(self, place: int, act: Act, connection: HTTPConnection) -> None:
        source = act.repository.platform
        event, delivery_id = _identity(act, self._secrets)
        if self._ledger.knows(source, delivery_id):
            with self._lock:
                self._known += 1
                self._tell()
            return
        self._wait_for_turn(place)
        sent, status = post(
            connection,
            lambda: request(act, secrets=self._secrets, sent_at_ms=self._next_ms()),
            receiver=self._receiver,
            patience=self._patience,
        )
        kept = (
            gitee_source.redacted(sent.body, known_secrets=()) if source == "gitee" else sent.body
        )
        with self._lock:
            self._ledger.write(
                source=source,
                event=event,
                delivery_id=delivery_id,
                body_sha256=hashlib.sha256(kept).hexdigest(),
                status=status,
            )
            self._sent += 1
            self._bytes += len(sent.body)
            self._tell()

    def _tell(self) -> None:
        if self._on_progress is not None:
            self._on_progress(self._sent + self._known, len(self._acts))

    def _wait_for_turn(self, place: int) -> None:
        if self._rate:
            due = self._started + place / self._rate
            self._stop.wait(max(0.0, due - time.monotonic()))

    def _next_ms(self) -> int:
        """The time now in milliseconds, never the same twice: a Gitee signature is good for one body."""
        with self._lock:
            self._last_ms = max(self._last_ms + 1, time.time_ns() // 1_000_000)
            return self._last_ms


def _identity(act: Act, secrets: SigningSecrets) -> tuple[str, str]:
    """Event and delivery id as the receiver will name them."""
    if act.repository.platform == "github":
        return EVENTS[act.kind], act.delivery_id
    event = gitee_source.PING if act.kind == "ping" else HOOKS[act.kind]
    body = request(act, secrets=secrets, sent_at_ms=0).body
    return event, gitee_source.delivery_id(event, body)

"""What each hook sent and what was refused, told on a topic: small records, one per hook and minute."""

import asyncio
import json
import logging
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from osspulse.deliveries import Delivery
from osspulse.errors import Unavailable
from producers.publisher import RecordSender

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
_MOST_HOOKS = 10_000
_HOOK_ID = re.compile(rb"[0-9]{1,20}")

HookKey = tuple[str, str | None, str | None, str | None]


@dataclass(slots=True)
class _Heard:
    """What one hook sent since its last record."""

    last_received_at: datetime
    last_event: str = ""
    delivery_count: int = 0
    ping_count: int = 0

    def facts(self) -> dict[str, object]:
        return {
            "delivery_count": self.delivery_count,
            "ping_count": self.ping_count,
            "last_event": self.last_event,
            "last_received_at": self.last_received_at.isoformat(),
        }


class HookHealth:
    """Gathers facts while deliveries go by, and sends them apart from the deliveries.

    A record tells of one interval, so that records add up over workers and restarts. One that the
    brokers do not take is lost: the deliveries themselves tell the same, only later.
    """

    def __init__(
        self,
        sender: RecordSender,
        *,
        topic: str,
        clock: Callable[[], datetime],
        most: int = _MOST_HOOKS,
    ) -> None:
        """Tell on `topic`, of at most so many hooks in one interval."""
        self._sender = sender
        self._topic = topic
        self._clock = clock
        self._most = most
        self._heard: dict[HookKey, _Heard] = {}
        self._refused: dict[str, Counter[str]] = {}

    def heard(self, delivery: Delivery, *, hook_id: bytes | None, is_ping: bool) -> None:
        """Note a delivery that the brokers have; `hook_id` is what GitHub's header says."""
        known_id = hook_id.decode("ascii") if hook_id and _HOOK_ID.fullmatch(hook_id) else None
        key = (delivery.source, known_id, delivery.repository_id, delivery.secret_id)
        heard = self._heard.get(key)
        if heard is None:
            if len(self._heard) >= self._most:
                return
            heard = self._heard[key] = _Heard(delivery.received_at)
        if is_ping:
            heard.ping_count += 1
        else:
            heard.delivery_count += 1
        if delivery.received_at >= heard.last_received_at:
            heard.last_event = delivery.event
            heard.last_received_at = delivery.received_at

    def refused(self, source: str, word: str) -> None:
        """Note a refusal; `word` is one of the known ones."""
        self._refused.setdefault(source, Counter())[word] += 1

    def tell(self) -> None:
        """Send what was gathered since the last time; never waits for the brokers."""
        records = list(self._records())
        self._heard = {}
        self._refused = {}
        try:
            for record in records:
                self._sender.send(
                    self._topic, key=record.key, value=record.body, headers=record.headers()
                )
        except Unavailable as error:
            logger.warning("hook health not told", extra={"problem": str(error)})

    async def keep_telling(self, *, every_seconds: float = EVERY_SECONDS) -> None:
        """Tell for ever, and once more in the end."""
        try:
            while True:
                await asyncio.sleep(every_seconds)
                self.tell()
        finally:
            self.tell()

    def _records(self) -> Iterator[Delivery]:
        moment = self._clock()
        for (source, hook_id, repository_id, secret_id), heard in self._heard.items():
            hook = {"hook_id": hook_id, "repository_id": repository_id, "secret_id": secret_id}
            yield _record(source, {"source": source, **hook, **heard.facts()}, moment=moment)
        for source, words in self._refused.items():
            facts = {"source": source, "refused": dict(sorted(words.items()))}
            yield _record(source, facts, moment=moment)


def _record(source: str, facts: dict[str, Any], *, moment: datetime) -> Delivery:
    return Delivery(
        source="receiver",
        event="hook_health",
        delivery_id=str(uuid.uuid4()),
        received_at=moment,
        content_type="application/json",
        body=json.dumps(facts, separators=(",", ":")).encode(),
        platform=source,
        repository_id=facts.get("repository_id"),
    )

"""Deliveries with a ledger of what was acknowledged, and the audit of the warehouse against it."""

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from random import Random

from whole_thread import a_producer, rows

from osspulse.deliveries import Delivery
from osspulse.settings import Settings
from producers.publisher import Publisher

Ledger = dict[str, str]
"""The hash of each acknowledged body, by delivery id."""


def send(settings: Settings, numbers: range, *, poison_every: int = 0, padding: int = 0) -> Ledger:
    """Acknowledged deliveries, hard to compress; every so many of them has a body that is no JSON."""
    sent: Ledger = {}
    with a_producer(settings) as producer:
        publisher = Publisher(settings, producer)
        waiting = []
        for number in numbers:
            is_poison = poison_every and number % poison_every == 0
            noise = {"noise": Random(number).randbytes(padding // 2).hex()} if padding else {}
            body = b"poison" if is_poison else json.dumps({"number": number, **noise}).encode()
            delivery = Delivery(
                source="github",
                event="issues",
                delivery_id=f"delivery-{number}",
                received_at=datetime(2026, 6, 1, tzinfo=UTC),
                content_type="application/json",
                body=body,
                platform="github",
                repository_id=str(number % 7),
            )
            waiting.append(publisher.publish(delivery))
            sent[delivery.delivery_id] = hashlib.sha256(body).hexdigest()
        for stored in waiting:
            stored.result(timeout=30)
    return sent


def audit(settings: Settings, sent: Ledger) -> dict[str, int]:
    """Lost, twice, phantom and changed: what was acknowledged against what is stored."""
    landed = rows(
        settings.warehouse_file,
        'select delivery_id, body_sha256, sha256(body), topic, partition, "offset" from raw.events',
    )
    set_aside = rows(
        settings.warehouse_file,
        """select json_extract_string(headers, '$[1][1]'), sha256(body), sha256(body), topic,
                  partition, "offset" from raw.quarantine""",
    )
    stored = landed + set_aside
    hashes = {delivery_id: sha for delivery_id, _, sha, *_ in stored}
    places = Counter((topic, part, offset) for *_, topic, part, offset in stored)
    return {
        "lost": len(sent.keys() - hashes.keys()),
        "twice": sum(count - 1 for count in places.values()) + len(stored) - len(hashes),
        "phantom": len(hashes.keys() - sent.keys()),
        "changed": sum(sent.get(name, sha) != sha for name, sha in hashes.items()),
    }


CLEAN = {"lost": 0, "twice": 0, "phantom": 0, "changed": 0}

"""A temporary warehouse whose `raw.events` holds the deliveries a test gives."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
from shared_samples import captured, octokit_payloads, sample

from osspulse.warehouse import open_warehouse
from producers.sources.gharchive import archived_event

LANDED_AT = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEvent:
    """One landed delivery, its body as text."""

    source: str
    event: str
    delivery_id: str
    body: str
    received_at: datetime = LANDED_AT


def land_raw_events(
    warehouse: Path, events: Sequence[RawEvent], *, landed_at: datetime = LANDED_AT
) -> int:
    """Append the events to `raw.events` as landing would, all of them at one time."""
    rows = {
        "source": [event.source for event in events],
        "event": [event.event for event in events],
        "delivery_id": [event.delivery_id for event in events],
        "received_at": [event.received_at for event in events],
        "landed_at": [landed_at] * len(events),
        "topic": [f"osspulse.events.{event.source}" for event in events],
        "partition": [0] * len(events),
        "offset": list(range(len(events))),
        "content_type": ["application/json"] * len(events),
        "body_sha256": [sha256(event.body.encode()).hexdigest() for event in events],
        "body": [event.body for event in events],
    }
    batch = pa.table(rows)
    with open_warehouse(warehouse) as connection:
        connection.register("batch", batch)
        connection.execute("insert into raw.events select * from batch")
    return len(events)


def archive_hour(path: Path) -> list[RawEvent]:
    """Every event of one hour of GH Archive, of whatever era."""
    return [archived(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def archived(line: bytes) -> RawEvent:
    """An event as the archive tells it."""
    event = archived_event(line)
    return RawEvent(
        source="gharchive",
        event=event.event,
        delivery_id=event.delivery_id,
        body=event.line.decode(),
    )


def github_samples() -> list[RawEvent]:
    """Every GitHub payload of the shared samples."""
    documented = octokit_payloads()
    seen = [(_github_event(name), body) for name, body in captured("github-webhooks/go-scm")]
    return [
        RawEvent(source="github", event=event, delivery_id=f"sample-{number}", body=body.decode())
        for number, (event, body) in enumerate(documented + seen)
    ]


def gitee_samples() -> list[RawEvent]:
    """Every Gitee payload of the shared samples, the test ping among them."""
    seen = [(json.loads(body)["hook_name"], body) for _, body in captured("gitee-webhooks/go-scm")]
    ping = sample("gitee-webhooks/signed/gitee_push_ping.body.json").read_bytes()
    return [
        RawEvent(source="gitee", event=event, delivery_id=f"sample-{number}", body=body.decode())
        for number, (event, body) in enumerate([*seen, ("ping_hooks", ping)])
    ]


def _github_event(name: str) -> str:
    starts = {
        "pr_review": "pull_request_review",
        "pr_": "pull_request",
        "branch_create": "create",
        "branch_delete": "delete",
        "tag_create": "create",
        "tag_delete": "delete",
        "push": "push",
        "release": "release",
        "deployment": "deployment",
        "comment": "issue_comment",
        "merge_group": "merge_group",
    }
    return next((event for start, event in starts.items() if name.startswith(start)), name)

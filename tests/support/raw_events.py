"""A temporary warehouse whose `raw.events` holds the deliveries a test gives."""

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import duckdb

SHARED_DATA = Path(__file__).parents[2].parent / "shared" / "data"
LANDED_AT = datetime(2026, 1, 5, tzinfo=UTC)

_CREATE = """
create schema if not exists raw;
create table if not exists raw.events(
    source varchar, event varchar, delivery_id varchar, received_at timestamptz,
    landed_at timestamptz, topic varchar, partition integer, "offset" bigint,
    content_type varchar, body_sha256 varchar, body varchar using compression zstd
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEvent:
    """One landed delivery, its body as text."""

    source: str
    event: str
    delivery_id: str
    body: str
    received_at: datetime = LANDED_AT


def land_raw_events(
    warehouse: Path, events: Iterable[RawEvent], *, landed_at: datetime = LANDED_AT
) -> int:
    """Append the events to `raw.events` as landing would, all of them at one time."""
    rows = []
    for offset, event in enumerate(events):
        body_sha256 = sha256(event.body.encode("utf-8", "surrogatepass")).hexdigest()
        rows.append(
            (event.source, event.event, event.delivery_id, event.received_at, landed_at)
            + (f"osspulse.events.{event.source}", 0, offset)
            + ("application/json", body_sha256, event.body)
        )
    with duckdb.connect(warehouse) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(_CREATE)
        _insert(connection, rows)
    return len(rows)


def _insert(connection: duckdb.DuckDBPyConnection, rows: list[tuple[object, ...]]) -> None:
    import pyarrow as pa

    if not rows:
        return
    names = (
        *("source", "event", "delivery_id", "received_at", "landed_at", "topic", "partition"),
        *("offset", "content_type", "body_sha256", "body"),
    )
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    batch = pa.table(columns)
    connection.register("batch", batch)
    connection.execute("insert into raw.events select * from batch")
    connection.unregister("batch")


def archive_hour(path: Path) -> list[RawEvent]:
    """Every event of one hour of GH Archive."""
    events = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            events.append(
                RawEvent(
                    source="gharchive",
                    event=told["type"],
                    delivery_id=f"{told['id']}:{told['type']}:{told['created_at']}",
                    body=line.rstrip("\n"),
                )
            )
    return events


def github_samples() -> list[RawEvent]:
    """Every GitHub payload of the shared samples."""
    folder = SHARED_DATA / "github-webhooks"
    described = json.loads((folder / "octokit-examples-7.6.1.json").read_text("utf-8"))
    events = [
        RawEvent(
            source="github",
            event=kind["name"],
            delivery_id=f"octokit-{kind['name']}-{number}",
            body=json.dumps(example, ensure_ascii=False),
        )
        for kind in described
        for number, example in enumerate(kind["examples"])
    ]
    for path in sorted((folder / "go-scm").glob("*.json")):
        body = path.read_text("utf-8")
        events.append(
            RawEvent(
                source="github",
                event=_github_event(path.stem),
                delivery_id=f"go-scm-{path.stem}",
                body=body,
            )
        )
    return events


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


def gitee_samples() -> list[RawEvent]:
    """Every Gitee payload of the shared samples."""
    folder = SHARED_DATA / "gitee-webhooks"
    events = []
    for path in sorted((folder / "go-scm").glob("*.json")):
        body = path.read_text("utf-8")
        events.append(
            RawEvent(
                source="gitee",
                event=json.loads(body)["hook_name"],
                delivery_id=f"go-scm-{path.stem}",
                body=body,
            )
        )
    ping = folder / "signed" / "gitee_push_ping.body.json"
    events.append(
        RawEvent(source="gitee", event="ping_hooks", delivery_id="ping", body=ping.read_text("utf-8"))
    )
    return events


def later(event: RawEvent, *, hours: float = 1) -> RawEvent:
    """The same event, received later."""
    return replace(event, received_at=event.received_at + timedelta(hours=hours))

"""The real archive hours of 2015 multiplied in `raw.events`: other ids, names and days, the same shape.

Each copy of the hours is a day of its own. Copies share eight worlds of people and repositories, so
that a longer history is one of more acts rather than of more strangers.
"""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from osspulse.warehouse import open_warehouse

HOURS = Path(__file__).parents[2] / "shared" / "data" / "gharchive"
FIRST_DAY = date(2025, 1, 1)
WORLDS = 8
_DAY_OF_THE_HOURS = "2015-01-01T"
_WORLD, _COPY, _DAY = "§w", "§c", "§d"
_OF_A_WORLD = frozenset(
    {"actor", "user", "owner", "org", "repo", "assignee", "author", "merged_by"}
)
_COMMIT_KEYS = frozenset({"sha", "before", "head", "after", "commit_id"})
_INSERT = """
insert into raw.events
select
    'gharchive', event, id || $copy || ':' || event, $landed_at, $landed_at,
    'osspulse.events.backfill', 0, $first_offset + row_number() over () - 1, 'application/json',
    md5(id || $copy),
    replace(replace(replace(body, '§w', $world), '§c', $copy), '§d', $day)
from templates
limit $count
"""


def day_after(copies: int) -> date:
    """The first day that nothing of so many copies happened on."""
    return FIRST_DAY + timedelta(days=copies)


def hours_are_here() -> bool:
    """Whether the real hours lie beside the project."""
    return any(HOURS.glob("2015-01-01-*.json.gz"))


def write_days(warehouse: Path, *, copies: range, events: int | None = None) -> int:
    """Land so many copies, or the first so many events of each; how many events there are then."""
    templates = list(_templates())
    table = pa.table(dict(zip(("event", "id", "body"), zip(*templates, strict=True), strict=True)))
    with open_warehouse(warehouse) as connection:
        connection.register("templates", table)
        for copy in copies:
            connection.execute(
                _INSERT.replace("$landed_at", f"timestamptz '2026-01-01' + interval {copy} minute"),
                {
                    "copy": f"{copy:03}",
                    "first_offset": copy * len(templates),
                    "world": str(copy % WORLDS),
                    "day": day_after(copy).isoformat(),
                    "count": events or len(templates),
                },
            )
        (count,) = connection.execute("select count(*) from raw.events").fetchall()[0]
    return int(count)


def _templates() -> Iterator[tuple[str, str, str]]:
    for hour in sorted(HOURS.glob("2015-01-01-*.json.gz")):
        with gzip.open(hour, "rt", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                event = json.loads(line)
                body = json.dumps(_marked(event, "", ""), ensure_ascii=False, separators=(",", ":"))
                body = re.sub(rf'"(\d+(?:{_WORLD}|{_COPY}))"(?=[,}}])', r"\1", body)
                own = f'"id":{event["id"]}{_COPY}'
                yield (
                    event["type"],
                    event["id"],
                    body.replace(own, f'"id":"{event["id"]}{_COPY}"', 1),
                )


def _marked(value: Any, key: str, parent: str) -> Any:
    """The value with a mark wherever a copy or a world has a value of its own."""
    if isinstance(value, dict):
        return {name: _marked(item, name, key) for name, item in value.items()}
    if isinstance(value, list):
        return [_marked(item, key, parent) for item in value]
    if key == "id" and value is not None:
        return f"{value}{_WORLD if parent in _OF_A_WORLD else _COPY}"
    return _marked_text(value, key, parent) if isinstance(value, str) else value


def _marked_text(value: str, key: str, parent: str) -> str:
    if value.startswith(_DAY_OF_THE_HOURS):
        return _DAY + value[len(_DAY_OF_THE_HOURS) - 1 :]
    if key in _COMMIT_KEYS and len(value) == 40:
        return value[:37] + _COPY
    if key == "email":
        return _WORLD + value
    if key in {"login", "full_name"} or (key == "name" and parent == "repo"):
        return value + _WORLD
    return value

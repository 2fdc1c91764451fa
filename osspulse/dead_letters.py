"""What landing set aside, with its reason."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import duckdb

from osspulse.deliveries import Headers
from osspulse.errors import WrongUsage
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

_BASE64 = "base64:"
_SELECT = """
    select
        quarantine.topic, quarantine.partition, quarantine."offset", quarantine.reason,
        quarantine.received_at, quarantine.landed_at, quarantine.headers, quarantine.body,
        (
            select max(resent.resent_at) from raw.resent as resent
            where resent.topic = quarantine.topic
                and resent.partition = quarantine.partition
                and resent."offset" = quarantine."offset"
        ) as resent_at
    from raw.quarantine as quarantine
"""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a record lies in Kafka; written `topic/partition/offset`."""

    topic: str
    partition: int
    offset: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """The place that the text names; raises WrongUsage where it names none."""
        topic, _, rest = text.partition("/")
        number, _, offset = rest.partition("/")
        if not (topic and number.isdecimal() and offset.isdecimal()):
            raise WrongUsage(f"{text!r} is no place; write it as topic/partition/offset")
        return cls(topic, int(number), int(offset))

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A record in quarantine. `resent_at` tells when it was last sent again, if it ever was."""

    place: Place
    reason: str
    received_at: datetime | None
    landed_at: datetime
    headers: Headers
    body: bytes | None
    resent_at: datetime | None

    def corrected(self, *, headers: Mapping[str, str], body: bytes | None) -> "DeadLetter":
        """The same with some headers set anew (empty: taken away), and another body, if given.

        The header with the body's hash follows the body.
        """
        content = self.body if body is None else body
        changes = {**headers, "ce_bodysha256": hashlib.sha256(content or b"").hexdigest()}
        kept = [(name, value) for name, value in self.headers if name not in changes]
        added = [(name, value.encode()) for name, value in changes.items() if value]
        return replace(self, headers=[*kept, *added], body=content)


def list_dead_letters(
    settings: Settings, *, reason: str | None = None, with_resent: bool = False
) -> list[DeadLetter]:
    """What is in quarantine, oldest landing first; what was sent again only if asked for.

    Raises Unavailable when another process is in the warehouse.
    """
    with open_warehouse(settings.warehouse_file) as connection:
        found = _read(connection)
    return [
        letter
        for letter in found
        if (reason is None or letter.reason == reason) and (with_resent or not letter.resent_at)
    ]


def find_dead_letter(settings: Settings, place: Place) -> DeadLetter:
    """The dead letter that lies there; raises WrongUsage when there is none."""
    with open_warehouse(settings.warehouse_file) as connection:
        return find_in(connection, place)


def _read(
    connection: duckdb.DuckDBPyConnection, where: str = "", *values: object
) -> list[DeadLetter]:
    rows = connection.execute(
        f'{_SELECT} {where} order by landed_at, topic, partition, quarantine."offset"',
        list(values),
    ).fetchall()
    return [
        DeadLetter(
            place=Place(topic, partition, offset),
            reason=reason,
            received_at=received_at,
            landed_at=landed_at,
            headers=_headers(headers),
            body=None if body is None else bytes(body),
            resent_at=resent_at,
        )
        for (
            topic,
            partition,
            offset,
            reason,
            received_at,
            landed_at,
            headers,
            body,
            resent_at,
        ) in rows
    ]


def find_in(connection: duckdb.DuckDBPyConnection, place: Place) -> DeadLetter:
    """The dead letter that lies there; raises WrongUsage when there is none."""
    where = 'where quarantine.topic = ? and quarantine.partition = ? and quarantine."offset" = ?'
    found = _read(connection, where, place.topic, place.partition, place.offset)
    if not found:
        raise WrongUsage(
            f"{place} is not in quarantine; `osspulse dead-letters list` tells what is"
        )
    return found[-1]


def _headers(text: str | None) -> Headers:
    return [(name, _bytes(value)) for name, value in json.loads(text or "[]") if value is not None]


def _bytes(value: str) -> bytes:
    if value.startswith(_BASE64):
        return base64.b64decode(value.removeprefix(_BASE64))
    return value.encode()

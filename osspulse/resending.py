"""Send again what landing set aside, corrected."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from osspulse.dead_letters import DeadLetter, Place, find_in
from osspulse.errors import WrongUsage
from osspulse.kafka import Partition, Producer, Record
from osspulse.landing.batches import sort_records
from osspulse.landing.bodies import set_unusable_bodies_aside
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

logger = logging.getLogger(__name__)

RESENT_OF = "ce_resentof"
"""The header of a record that was sent again: where the one that could not be used lies."""

_ACKNOWLEDGED_WITHIN_SECONDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Resent:
    """What was sent again, with its new offset, and what still could not be used, with the reason."""

    sent: dict[Place, int]
    refused: dict[Place, str]


def resend(
    settings: Settings,
    places: Sequence[Place],
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    again: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Resent:
    """Send dead letters to the topic and partition they came from, corrected.

    Only what landing could use is sent. A record keeps its delivery id, so that marts count it once
    even if it is sent twice, and says in RESENT_OF where it came from. Raises WrongUsage where a
    place holds no dead letter or one that was sent before (unless `again`), Unavailable where Kafka
    or the warehouse is; what was acknowledged until then is remembered as sent.
    """
    with open_warehouse(settings.warehouse_file) as connection:
        letters = [find_in(connection, place) for place in places]
        for letter in letters:
            if letter.resent_at and not again:
                raise WrongUsage(
                    f"{letter.place} was sent again at {letter.resent_at:%Y-%m-%d %H:%M:%S} UTC; "
                    "with --again it is sent once more"
                )
        corrected = [letter.corrected(headers=headers or {}, body=body) for letter in letters]
        refused = _unusable(connection, corrected)
        sent = _send(
            settings,
            connection,
            [letter for letter in corrected if letter.place not in refused],
            now=clock(),
        )
    logger.info("dead letters sent again", extra={"sent": len(sent), "refused": len(refused)})
    return Resent(sent=sent, refused=refused)


def _unusable(
    connection: duckdb.DuckDBPyConnection, letters: Sequence[DeadLetter]
) -> dict[Place, str]:
    """Which of them landing would put in quarantine again, and why."""
    records = [
        Record.of(
            Partition(letter.place.topic, letter.place.partition),
            letter.place.offset,
            value=letter.body,
            headers=letter.headers,
        )
        for letter in letters
    ]
    batch = set_unusable_bodies_aside(sort_records(records), connection=connection)
    return {
        Place(*lost.record.partition, lost.record.offset): lost.reason for lost in batch.quarantined
    }


def _send(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    letters: Sequence[DeadLetter],
    *,
    now: datetime,
) -> dict[Place, int]:
    sent: dict[Place, int] = {}
    if not letters:
        return sent
    producer = Producer(settings)
    try:
        for letter in letters:
            place = letter.place
            offset = producer.send(
                place.topic,
                key=None,
                value=letter.body,
                headers=[*letter.headers, (RESENT_OF, str(place).encode())],
                partition=place.partition,
            ).result(timeout=_ACKNOWLEDGED_WITHIN_SECONDS)
            connection.execute(
                "insert into raw.resent values (?, ?, ?, ?, ?)",
                [place.topic, place.partition, place.offset, now, offset],
            )
            sent[place] = offset
    finally:
        producer.close()
    return sent

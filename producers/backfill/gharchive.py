"""Hours of GH Archive → the backfill topic, each event once, however often it is asked for.

What was sent is known from the topic itself: before the first event of an hour is sent, the ledger
notes where the topic ends, and after a killed run the ids from there on are read back.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from osspulse.errors import WrongUsage
from osspulse.settings import Settings
from producers.backfill.archive_hours import ArchivedHour, check_hour, events, fetch_hour
from producers.backfill.backfill_topic import BackfillTopic
from producers.backfill.ledger import Entry, Ledger, Selection
from producers.backfill.resuming import Shipment
from producers.backfill.sending import BulkSending, bulk_publisher
from producers.publisher import Publisher

logger = logging.getLogger(__name__)

_TELL_EVERY = 1_000
_MOST_KEPT_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the hour that is being sent has come."""

    hour: str
    done_events: int
    all_events: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did, in events; `left_out` are those of repositories that were not asked for."""

    hours: int = 0
    sent: int = 0
    already_sent: int = 0
    left_out: int = 0

    def __add__(self, other: "Replayed") -> "Replayed":
        return Replayed(
            self.hours + other.hours,
            self.sent + other.sent,
            self.already_sent + other.already_sent,
            self.left_out + other.left_out,
        )


def replay(
    paths_or_urls: Sequence[str],
    *,
    settings: Settings,
    only: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Replayed:
    """Send the events of these hours that the topic does not have yet.

    All local files are checked to their end before the first event is sent. `only` is a file of
    `owner/name` lines. Raises DamagedArchive, WrongUsage, or Unavailable; after the last, the same
    call goes on where this one ended.
    """
    folder = settings.home / "backfills"
    selection = read_selection(only) if only else None
    check = partial(
        check_hour, selection=selection, most_kept_bytes=_MOST_KEPT_BYTES // len(paths_or_urls)
    )
    checked = {name: check(Path(name)) for name in paths_or_urls if not name.startswith("https:")}
    ledger = Ledger(folder)
    total = Replayed()
    with (
        ledger.alone(),
        BackfillTopic(settings) as topic,
        bulk_publisher(settings) as publisher,
    ):
        for name in paths_or_urls:
            hour = checked.get(name) or check(fetch_hour(name, into=folder / "fetched"))
            replaying = HourReplay(hour, selection=selection, ledger=ledger, topic=topic)
            total += replaying.run(publisher, on_progress or _tell_nobody)
    logger.info("archive replayed", extra={"hours": total.hours, "sent": total.sent})
    return total


def read_selection(path: Path) -> Selection:
    """The repositories of a file: a line each, `owner/name`; raises WrongUsage naming a bad line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"repositories file {path} cannot be read: {error}") from None
    names = set()
    for number, line in enumerate(lines, start=1):
        name = line.partition("#")[0].strip().removeprefix("github:").lower()
        if name and name.count("/") != 1:
            raise WrongUsage(f"repositories file {path} line {number}: write owner/name")
        names.add(name)
    selected = frozenset(names - {""})
    if not selected:
        raise WrongUsage(f"repositories file {path} names no repository; write owner/name lines")
    return selected


class HourReplay:
    """One hour on its way into the topic."""

    def __init__(
        self, hour: ArchivedHour, *, selection: Selection, ledger: Ledger, topic: BackfillTopic
    ) -> None:
        """Send what `selection` asks for and the ledger or the topic does not have."""
        self._hour = hour
        self._selection = selection
        self._shipment = Shipment(hour.sha256, ledger=ledger, topic=topic)

    def run(self, publisher: Publisher, tell: Callable[[Progress], None]) -> Replayed:
        """Send it; the ledger says so only once the last event is acknowledged."""
        entry = self._shipment.entry
        if entry.covers(self._selection):
            tell(Progress(self._hour.path.name, self._hour.event_count, self._hour.event_count))
            return Replayed(hours=1, already_sent=self._hour.event_count)
        replayed = self._send(publisher, entry, self._shipment.begin(), tell)
        self._shipment.end((*entry.done, self._selection), is_whole=self._selection is None)
        return replayed

    def _send(
        self,
        publisher: Publisher,
        entry: Entry,
        sent_before: set[str],
        tell: Callable[[Progress], None],
    ) -> Replayed:
        sending = BulkSending(publisher)
        sent = already_sent = 0
        kept = self._hour.kept
        left_out = 0 if kept is None else self._hour.event_count - len(kept)
        for number, event in enumerate(events(self._hour), start=1):
            if self._selection is not None and event.repository_name not in self._selection:
                left_out += 1
            elif event.delivery_id in sent_before or entry.has(event.repository_name):
                already_sent += 1
            else:
                sending.send(event.delivery(received_at=datetime.now(UTC)))
                sent += 1
            if number % _TELL_EVERY == 0:
                tell(Progress(self._hour.path.name, number, self._hour.event_count))
        sending.finish()
        tell(Progress(self._hour.path.name, self._hour.event_count, self._hour.event_count))
        return Replayed(hours=1, sent=sent, already_sent=already_sent, left_out=left_out)


def _tell_nobody(_: Progress) -> None:
    return

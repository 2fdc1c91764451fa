"""Clones → the backfill topic: each commit and tag of a repository once, later runs only what is new.

What was sent is known as for archive hours (decision 1): the topic tells after a killed run, the
ledger, which keeps the tips that were sent, after a whole one.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from osspulse.errors import WrongUsage
from osspulse.settings import Settings
from producers.backfill.backfill_topic import BackfillTopic
from producers.backfill.clones import Clone, named_repository
from producers.backfill.gharchive import read_selection
from producers.backfill.ledger import Ledger
from producers.backfill.resuming import Shipment
from producers.backfill.sending import BulkSending, bulk_publisher
from producers.publisher import Publisher
from producers.sources.git import HistoryEvent, Repository, commits, tags

logger = logging.getLogger(__name__)

_TELL_EVERY = 200
_SHALLOW = "shallow:"
_TAG = "tag:"

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a run did, in commits and tags; `left_out` are clones of repositories not asked for."""

    clones: int = 0
    sent: int = 0
    already_sent: int = 0
    left_out: int = 0
    shallow: int = 0

    def __add__(self, other: "Shipped") -> "Shipped":
        return Shipped(
            self.clones + other.clones,
            self.sent + other.sent,
            self.already_sent + other.already_sent,
            self.left_out + other.left_out,
            self.shallow + other.shallow,
        )


def ship(
    paths: Sequence[Path],
    *,
    settings: Settings,
    repositories: Sequence[str] = (),
    only: Path | None = None,
    on_progress: Tell = lambda _done, _total: None,
) -> Shipped:
    """Send the commits of the clones' default branches, and their tags, that the topic does not have.

    `repositories` names them, `github:owner/name`, one for each clone in its order; without any, the
    remote `origin` does. `only` is a file of `owner/name` lines. All clones are looked at before the
    first commit is sent. Raises WrongUsage, GitFailed, or Unavailable; after the last, the same call
    goes on where this one ended.
    """
    if repositories and len(repositories) != len(paths):
        raise WrongUsage("backfill git: name one --repository for each clone, in the same order")
    selection = read_selection(only) if only else None
    clones = [Clone(path) for path in paths]
    named = (
        [named_repository(name) for name in repositories]
        if repositories
        else [clone.repository() for clone in clones]
    )
    ledger = Ledger(settings.home / "backfills")
    total = Shipped()
    with (
        ledger.alone(),
        BackfillTopic(settings) as topic,
        bulk_publisher(settings) as publisher,
    ):
        for clone, repository in zip(clones, named, strict=True):
            if selection is not None and repository.full_name.lower() not in selection:
                total += Shipped(clones=1, left_out=1)
                continue
            shipment = Shipment(_key(repository), ledger=ledger, topic=topic)
            total += _ship(clone, repository, shipment, publisher, on_progress)
    logger.info("clones read", extra={"clones": total.clones, "sent": total.sent})
    return total


def _ship(
    clone: Clone, repository: Repository, shipment: Shipment, publisher: Publisher, tell: Tell
) -> Shipped:
    known = frozenset().union(*(done for done in shipment.entry.done if done is not None))
    reached = _reached(clone, known)
    new_tags = [tag for tag in tags(clone.tag_listing()) if _TAG + tag.object_id not in known]
    count = clone.count(without=reached)
    total = count + len(new_tags)
    sent_before = shipment.begin()
    sending = BulkSending(publisher)
    sent = already_sent = 0
    for number, event in enumerate(_events(clone, reached, new_tags), start=1):
        if event.delivery_id(repository) in sent_before:
            already_sent += 1
        else:
            sending.send(event.delivery(repository, received_at=datetime.now(UTC)))
            sent += 1
        if number % _TELL_EVERY == 0:
            tell(number, total)
    sending.finish()
    tell(total, total)
    shipment.end((_marks(clone, known, new_tags),))
    return Shipped(1, sent, already_sent, shallow=1 if clone.shallow else 0)


def _events(
    clone: Clone, reached: Sequence[str], new_tags: Sequence[HistoryEvent]
) -> Iterator[HistoryEvent]:
    with clone.log(without=reached) as log:
        yield from commits(log, shallow=clone.shallow)
    yield from new_tags


def _reached(clone: Clone, known: frozenset[str]) -> list[str]:
    """The tips whose history was sent; none once the clone was deepened below what it showed then."""
    edges = {mark.removeprefix(_SHALLOW) for mark in known if mark.startswith(_SHALLOW)}
    if not edges <= clone.shallow:
        return []
    tips = sorted(mark for mark in known if ":" not in mark)
    return [tip for tip in tips if clone.has_commit(tip)]


def _marks(clone: Clone, known: frozenset[str], new_tags: Sequence[HistoryEvent]) -> frozenset[str]:
    sent_tags = {mark for mark in known if mark.startswith(_TAG)}
    return frozenset(
        {clone.tip}
        | sent_tags
        | {_TAG + tag.object_id for tag in new_tags}
        | {_SHALLOW + sha for sha in clone.shallow}
    )


def _key(repository: Repository) -> str:
    return hashlib.sha256(f"git {repository}".lower().encode()).hexdigest()

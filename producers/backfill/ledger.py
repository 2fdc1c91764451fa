"""Which archived hours are in which topic already: one small file per hour, under the home folder."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from osspulse.errors import Unavailable

Offsets = dict[int, int]
"""By partition number."""

Selection = frozenset[str] | None
"""Names of the repositories whose events are taken; None is all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of one hour in one topic.

    `done` lists the selections that were sent wholly; `sending_from` are the topic's ends when a
    sending began that has not ended; `ends` those when the last one had ended.
    """

    topic_id: str
    done: tuple[Selection, ...] = ()
    sending_from: Offsets | None = None
    ends: Offsets | None = None

    def covers(self, selection: Selection) -> bool:
        """Whether every event of the selection was sent."""
        return any(
            done is None or (selection is not None and selection <= done) for done in self.done
        )

    def has(self, repository_name: str) -> bool:
        """Whether this repository's events were sent."""
        return any(done is None or repository_name in done for done in self.done)

    def contradicts(self, *, topic_id: str, ends: Mapping[int, int]) -> bool:
        """Whether the topic is another one by now, or ends before where it ended then."""
        known = self.ends or self.sending_from or {}
        return self.topic_id != topic_id or any(
            ends.get(part, 0) < offset for part, offset in known.items()
        )


class Ledger:
    """The entries of a folder; a file is replaced as a whole, so that no kill leaves half a one."""

    def __init__(self, folder: Path) -> None:
        """Keep the entries in `folder`."""
        self._folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other replays out meanwhile; raises Unavailable when one is running."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Unavailable(
                    f"another backfill is at work in {self._folder}; wait for its end"
                ) from None
            yield

    def read(self, sha256: str) -> Entry | None:
        """What is known of the hour with this content."""
        try:
            kept = json.loads(self._file(sha256).read_text())
        except FileNotFoundError:
            return None
        return Entry(
            topic_id=kept["topic_id"],
            done=tuple(None if names is None else frozenset(names) for names in kept["done"]),
            sending_from=_offsets(kept["sending_from"]),
            ends=_offsets(kept["ends"]),
        )

    def write(self, sha256: str, entry: Entry) -> None:
        """Keep what is known from now on; on the disk when this returns."""
        kept = asdict(entry)
        kept["done"] = [None if names is None else sorted(names) for names in entry.done]
        target = self._file(sha256)
        unfinished = target.with_suffix(".part")
        with unfinished.open("w") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)

    def _file(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.json"


def _offsets(kept: dict[str, int] | None) -> Offsets | None:
    return None if kept is None else {int(part): offset for part, offset in kept.items()}

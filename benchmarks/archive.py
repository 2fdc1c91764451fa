"""How fast archived history goes to Kafka: all of it, and what a hundred repositories did.

The events are four real hours, told again with other ids and days, so that there are enough of them.
"""

import gzip
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from embedded_stack import a_stack

from osspulse.errors import WrongUsage
from osspulse.settings import Settings
from producers.backfill.gharchive import replay
from producers.sources.gharchive import archived_event

HOURS = Path(__file__).resolve().parents[2] / "shared" / "data" / "gharchive"
REPOSITORIES = 100
TIMES = 6
"""How often each event of the hours is told."""

_ID = re.compile(rb'"id":"(\d+)"')


@dataclass(frozen=True, slots=True)
class Measured:
    """Events and seconds: of everything, and of a hundred repositories of the same hour."""

    event_count: int
    byte_count: int
    seconds: float
    filtered_sent: int
    filtered_seconds: float
    again_seconds: float


def measure(home: Path, *, say: Callable[[str], None]) -> Measured:
    """Replay the hour whole, again, and filtered in another topic; raises WrongUsage without hours."""
    files = sorted(HOURS.glob("2015-01-01-*.json.gz"))
    if not files:
        raise WrongUsage(f"benchmark archive: no hours of GH Archive in {HOURS}")
    with a_stack(home, parts=("kafka",)) as (settings, _):
        lines = [line for number in range(TIMES) for line in _told_again(files, number)]
        hour = home / "2015-01-01-0.json.gz"
        hour.write_bytes(gzip.compress(b"\n".join([*lines, b""]), compresslevel=6))
        only = home / "repositories.txt"
        only.write_text("\n".join(_busiest(lines)))
        say(f"{len(lines):,} events")
        first, again = _timed(hour, settings), _timed(hour, settings)
        elsewhere = settings.model_copy(update={"home": home / "elsewhere"})
        filtered = _timed(hour, elsewhere, only=only)
        return Measured(
            len(lines), sum(map(len, lines)), first[1], filtered[0], filtered[1], again[1]
        )


def _timed(hour: Path, settings: Settings, *, only: Path | None = None) -> tuple[int, float]:
    started = time.perf_counter()
    replayed = replay([str(hour)], settings=settings, only=only)
    return replayed.sent, time.perf_counter() - started


def _told_again(files: list[Path], number: int) -> Iterator[bytes]:
    """The hours' events, each with an id of its own."""
    for file in files:
        for line in gzip.decompress(file.read_bytes()).splitlines():
            yield _ID.sub(rb'"id":"%d\1"' % (number + 1), line, count=1)


def _busiest(lines: list[bytes]) -> list[str]:
    counted = Counter(archived_event(line).repository_name for line in lines)
    return [name for name, _ in counted.most_common(REPOSITORIES)]

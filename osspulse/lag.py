"""When landing has to run: the rule of the lag watcher, without Kafka, Airflow or a clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osspulse.kafka import Partition

    Offsets = Mapping[Partition, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the watcher holds back, in records and seconds.

    It fires when `max_count` records wait or when the first one was noticed `settle_seconds` ago,
    so that a burst makes one run. Having fired, it waits until landing has moved, but no longer
    than `refire_seconds`: a lost run is asked for again, a slow or failing one is not piled upon.
    """

    max_count: int = 500
    settle_seconds: float = 1
    refire_seconds: float = 300


@dataclass(slots=True)
class LagWatch:
    """Decides, look by look, whether landing should be asked to run."""

    patience: Patience
    _noticed_at: float | None = None
    _fired_at: float | None = None
    _landed_when_fired: "dict[Partition, int]" = field(default_factory=dict)

    def should_fire(self, *, now: float, ends: "Offsets", landed: "Offsets") -> bool:
        """Whether to ask now, given the log's end offsets and what landing has committed.

        `now` is seconds on any clock that never goes back. Once true, the asking is remembered.
        """
        waiting = unlanded(ends=ends, landed=landed)
        if self._fired_at is not None and dict(landed) != self._landed_when_fired:
            self._noticed_at = self._fired_at = None
        if waiting == 0:
            self._noticed_at = None
            return False
        if self._noticed_at is None:
            self._noticed_at = now
        is_due = (
            waiting >= self.patience.max_count
            or now - self._noticed_at >= self.patience.settle_seconds
        )
        if not is_due or self._was_asked(now):
            return False
        self._fired_at, self._landed_when_fired = now, dict(landed)
        return True

    def _was_asked(self, now: float) -> bool:
        return self._fired_at is not None and now - self._fired_at < self.patience.refire_seconds


def unlanded(*, ends: "Offsets", landed: "Offsets") -> int:
    """How many records of the log landing has not committed yet.

    A log that ends before what was landed counts as nothing new: only landing can tell why.
    """
    return sum(max(0, end - landed.get(place, 0)) for place, end in ends.items())

"""Land a stretch of the log again, as a person names it: by offsets or by times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from osspulse.errors import WrongUsage
from osspulse.landing import Replayed, land_range, land_times
from osspulse.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Offsets of one partition, or times over all of a topic's; `to` is not part of it."""

    topic: str
    partition: int | None = None
    from_offset: int | None = None
    to_offset: int | None = None
    from_time: datetime | None = None
    to_time: datetime | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Self:
        """What a DAG run was asked for; its times are texts of ISO 8601, in UTC where they say no zone.

        Raises WrongUsage for a text that is no time.
        """
        return cls(
            topic=params["topic"],
            partition=params["partition"],
            from_offset=params["from_offset"],
            to_offset=params["to_offset"],
            from_time=_moment(params["from_time"]),
            to_time=_moment(params["to_time"]),
        )


def replay(settings: Settings, stretch: Stretch) -> Replayed:
    """What landing the stretch again came to; what is stored stays as it is.

    Raises WrongUsage where the stretch is named neither by offsets nor by times, or by both, and
    whatever `osspulse.landing.land_range` raises.
    """
    match stretch:
        case Stretch(
            partition=int(partition),
            from_offset=int(first),
            to_offset=int(end),
            from_time=None,
            to_time=None,
        ):
            return land_range(settings, stretch.topic, partition, first, end)
        case Stretch(
            partition=None,
            from_offset=None,
            to_offset=None,
            from_time=datetime() as since,
            to_time=datetime() as until,
        ):
            return land_times(settings, stretch.topic, since=since, until=until)
    raise WrongUsage(
        "replay: name a partition with its first offset and the one after the last, or else two "
        "times and no partition"
    )


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"replay: {text!r} is no time; write it as 2026-06-01T12:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

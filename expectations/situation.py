"""What a suite has to know beside the table itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The day the marts were asked for, and how many rows each table had when last published.

    `previous_rows` is empty where nothing was published before, or where what was published speaks
    of a later day: a look back at an earlier day holds fewer rows and nothing is wrong.
    """

    as_of: date
    previous_rows: Mapping[str, int] = field(default_factory=dict)

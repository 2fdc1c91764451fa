"""When somebody worked somewhere: whole days, open at either end."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from osspulse.people.reading import Part


def _day(value: Any) -> Any:
    """YAML tells a day as a date, CSV as a text; years alone and times of day are mistakes."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(f"{value!r} is no day such as 2024-06-30") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError(f"{value!r} is no day such as 2024-06-30")


Day = Annotated[date, BeforeValidator(_day)]


class Employment(Part):
    """An organisation, by id, name or alias, from the first up to and with the last day (UTC)."""

    organisation: str = Field(min_length=1)
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.from_ and self.until and self.until < self.from_:
            raise ValueError(f"until {self.until} is before from {self.from_}")
        return self


def first_overlap(employments: Sequence[Employment]) -> int | None:
    """The place of the first that begins before another one has ended; None where none does."""
    by_start = sorted(range(len(employments)), key=lambda place: _start(employments[place]))
    for before, after in itertools.pairwise(by_start):
        if _end(employments[before]) >= _start(employments[after]):
            return max(before, after)
    return None


def _start(employment: Employment) -> date:
    return employment.from_ or date.min


def _end(employment: Employment) -> date:
    return employment.until or date.max

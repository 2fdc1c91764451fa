"""The enrolments: a table in which a programme notes who works where, from when until when.

```csv
who,organisation,from,until
github:lilei,lantern-works,2022-03-01,2024-06-30
lilei@ferry.example,Ferry Systems,2024-07-01,
```

The surest source of an employer: it wins over the people list, e-mail domains and profiles.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from osspulse.errors import WrongUsage
from osspulse.people.periods import Employment, first_overlap
from osspulse.people.reading import read_text, shortened
from osspulse.people.subjects import Subject

_COLUMNS = ("who", "organisation", "from", "until")


class Enrolment(Employment):
    """Where an account or address of somebody says that they worked."""

    who: Subject


def read_enrolments(path: Path) -> tuple[Enrolment, ...]:
    """The rows of a file; raises WrongUsage that names the file, the line and the column."""
    text = read_text(path, called="enrolments", setting="OSSPULSE_ENROLMENTS")
    table = csv.DictReader(io.StringIO(text), strict=True)
    found = tuple(name.strip() for name in table.fieldnames or ())
    if set(found) != set(_COLUMNS) or len(found) != len(_COLUMNS):
        raise WrongUsage(
            f"enrolments {path}: line 1: the columns are {', '.join(found) or 'missing'}; they "
            f"have to be {','.join(_COLUMNS)}"
        )
    table.fieldnames = list(found)
    enrolled: dict[int, Enrolment] = {}
    problems: list[str] = []
    try:
        for row in table:
            try:
                enrolled[table.line_num] = _enrolment(row)
            except ValidationError as error:
                problems += _problems(error, table.line_num)
    except csv.Error as error:
        raise WrongUsage(f"enrolments {path}: line {table.line_num + 1}: {error}") from None
    problems += _overlaps(enrolled)
    if problems:
        raise WrongUsage(f"enrolments {path}: {shortened(problems)}")
    return tuple(enrolled.values())


def _enrolment(row: dict[Any, Any]) -> Enrolment:
    # A row with too many cells has a key None, which no column is called.
    told = {str(name): value for name, value in row.items() if value not in (None, "")}
    return Enrolment.model_validate(told)


def _problems(error: ValidationError, line: int) -> Iterator[str]:
    for problem in error.errors():
        name = str(problem["loc"][0]) if problem["loc"] else ""
        message = problem["msg"].removeprefix("Value error, ")
        if name == "None":
            yield f"line {line}: has more cells than columns"
        else:
            yield f"line {line}: {name}: {message}" if name else f"line {line}: {message}"


def _overlaps(enrolled: dict[int, Enrolment]) -> Iterator[str]:
    lines_of: dict[str, list[int]] = {}
    for line, enrolment in enrolled.items():
        lines_of.setdefault(enrolment.who, []).append(line)
    for who, lines in lines_of.items():
        overlapping = first_overlap([enrolled[line] for line in lines])
        if overlapping is not None:
            yield f"line {lines[overlapping]}: from: begins before another row of {who} has ended"

"""Conformance cases: a Markdown file each, a history of events and the numbers that follow from it.

`docs/conformance.md` says how a case is written; nothing here knows how we compute anything.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

CASES = Path(__file__).parents[1] / "conformance" / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a history: somebody does something somewhere."""

    at: datetime
    """With the offset that the line writes; UTC where it writes none."""
    repository: str
    person: str
    deed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One number of a case; `days` is null for what is asked of a moment."""

    as_of: date
    scope: str
    days: int | None
    metric: str
    dialect: str
    value: float | str | None
    """A number, or the reason why there is none."""
    sample_size: int | None
    """Not asked where null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A history, the projects that its repositories form, and what is to come out."""

    name: str
    title: str
    history: tuple[Line, ...]
    projects: dict[str, tuple[tuple[str, bool], ...]]
    """Repositories of each project, and whether one is a mirror."""
    homes: dict[str, str]
    """Home UTC offset of each project that has one, as `+08:00`."""
    addresses: dict[str, str]
    """E-mail addresses of people whose employer matters."""
    expected: tuple[Expected, ...]


def all_cases() -> list[Case]:
    """Every case of the suite, by name."""
    return [read_case(path) for path in sorted(CASES.glob("*.md"))]


def read_case(path: Path) -> Case:
    """The case that a file tells; raises ValueError, naming file and line, where it tells none."""
    text = path.read_text(encoding="utf-8")
    try:
        return Case(
            name=path.stem,
            title=text.partition("\n")[0].removeprefix("# "),
            history=tuple(_line(row) for row in _table(text, "History")),
            projects=_projects(_table(text, "Projects")),
            homes={
                row["project"]: row["home"] for row in _table(text, "Projects") if row.get("home")
            },
            addresses={row["who"]: row["address"] for row in _table(text, "Addresses")},
            expected=tuple(_expected(row) for row in _table(text, "Numbers")),
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error


def _table(text: str, heading: str) -> list[dict[str, str]]:
    """The rows of the one table below a heading, empty where there is no such heading."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    lines = [line for line in (found[1] if found else "").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def _line(row: dict[str, str]) -> Line:
    written = row["when (UTC unless it says so)"]
    day, time, *offset = written.split()
    return Line(
        at=datetime.fromisoformat(f"{day}T{time}{offset[0] if offset else '+00:00'}"),
        repository=row["where"],
        person=row["who"],
        deed=tuple(row["what"].split()),
    )


def _projects(rows: list[dict[str, str]]) -> dict[str, tuple[tuple[str, bool], ...]]:
    projects: dict[str, tuple[tuple[str, bool], ...]] = {}
    for row in rows:
        member = (row["repository"], row["mirror"] == "yes")
        projects[row["project"]] = (*projects.get(row["project"], ()), member)
    return projects


def _expected(row: dict[str, str]) -> Expected:
    return Expected(
        as_of=date.fromisoformat(row["as of"]),
        scope=row["scope"],
        days=int(row["days"]) if row["days"] else None,
        metric=row["metric"],
        dialect=row["dialect"] or "chaoss",
        value=_value(row["value"]),
        sample_size=int(row["sample"]) if row["sample"] else None,
    )


def _value(cell: str) -> float | str:
    """A number, a quotient such as 2/3, or the word that says why there is none."""
    if re.fullmatch(r"[a-z_]+", cell):
        return cell
    above, _, below = cell.partition("/")
    return float(above) / float(below or 1)

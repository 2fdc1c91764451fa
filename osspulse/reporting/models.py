"""What the report knows, as values: nothing here reads, words or draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

WINDOWS = (30, 90, 365)
"""Days that a reader can look back over; the middle one is shown first."""

ENOUGH_COVERAGE = 0.9
"""Share of a window's days that must have been observed for it to be compared and trusted."""

SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Publication:
    """Which run published the file, of which day it speaks, and what the gate found."""

    run_id: str
    published_at: datetime
    as_of: date
    version: str
    is_simulated: bool
    check_count: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A metric as the reader is told of it, by language."""

    metric: str
    title: Mapping[str, str]
    explanation: Mapping[str, str]
    unit: str
    direction: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's value for one scope and window; `value` is None where `unknown_reason` says why.

    `previous` is the window before it, None where it cannot be compared (no such day, or history
    that begins inside it).
    """

    metric: str
    window_days: int | None
    value: float | None
    unit: str
    sample_size: int | None
    coverage: float | None
    unknown_reason: str | None
    previous: float | None
    previous_as_of: date | None

    @property
    def is_partial(self) -> bool:
        """Whether so little of the window was observed that the value tells less than it seems."""
        return self.coverage is not None and self.coverage < ENOUGH_COVERAGE


@dataclass(frozen=True, slots=True)
class Point:
    """A metric's value on one as-of date of the last year."""

    day: date
    metric: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of a project."""

    repository_id: str
    platform: str
    full_name: str
    url: str | None
    primary_language: str | None
    license_name: str | None
    is_mirror: bool
    is_archived: bool
    last_activity_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that somebody should do something about."""

    kind: str
    severity: str
    unit_id: str | None
    repository_name: str | None
    person_name: str | None
    person_url: str | None
    title: str | None
    url: str | None
    reason_code: str | None
    waiting_hours: float | None


@dataclass(frozen=True, slots=True)
class Contributor:
    """What one person did in a scope and period; `share` of all that was done, 0-1."""

    name: str | None
    url: str | None
    commits: int
    pull_requests: int
    reviews: int
    discussions: int
    share: float
    is_core: bool
    is_new: bool

    @property
    def total(self) -> int:
        """All contributions."""
        return self.commits + self.pull_requests + self.reviews + self.discussions


@dataclass(frozen=True, slots=True)
class FirstMerge:
    """A person's first merged pull request in a scope."""

    name: str | None
    url: str | None
    unit_id: str | None
    title: str | None
    link: str | None
    merged_at: datetime


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An issue or pull request that is open on the day."""

    kind: str
    title: str | None
    url: str | None
    repository_name: str
    author: str | None
    waiting_hours: float
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """A portfolio, a project or a repository with everything the report says about it.

    `commit_shares` are (person, share of the last 90 days' commits), largest first.
    """

    scope_type: str
    scope_id: str
    name: Mapping[str, str]
    stage: str | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    repositories: tuple[Repository, ...] = ()
    figures: Mapping[tuple[str, int | None], Figure] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    attention: tuple[Attention, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    first_merges: tuple[FirstMerge, ...] = ()
    open_items: tuple[OpenItem, ...] = ()
    commit_shares: tuple[tuple[str, float], ...] = ()

    def figure(self, metric: str, window: int | None = None) -> Figure | None:
        """The metric over the window, or None where the file does not have it."""
        return self.figures.get((metric, window))

    def value(self, metric: str, window: int | None = None) -> float | None:
        """The metric's value over the window, None where it is unknown."""
        figure = self.figure(metric, window)
        return figure.value if figure else None

    def attention_count(self, severity: str) -> int:
        """How many things of this severity wait here."""
        return sum(item.severity == severity for item in self.attention)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of the `quality` schema, as they are."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A portfolio and its units: its projects, or the busiest repositories where it has none."""

    scope: Scope
    units: tuple[Scope, ...]
    repository_figures: Mapping[str, Scope]
    unit_count: int


@dataclass(frozen=True, slots=True)
class Marts:
    """Everything that the report takes from one published file."""

    publication: Publication
    definitions: Mapping[str, Definition]
    portfolios: tuple[Portfolio, ...]
    quality: Mapping[str, Table]

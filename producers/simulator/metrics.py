"""Each metric of one scope, counted in plain Python from its activities and items.

The choices are told in truth.py and facts.py.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from producers.simulator.facts import CONTRIBUTIONS, Activity, Facts, Item
from producers.simulator.measures import (
    absence_factor,
    kaplan_meier_median,
    mean,
    percentile,
    ratio,
)

_LEAST_BEFORE = 3

_COUNTS = {
    "commit_count": ("commit_authored",),
    "push_count": ("push",),
    "issue_opened_count": ("issue_opened",),
    "issue_closed_count": ("issue_closed",),
    "issue_reopened_count": ("issue_reopened",),
    "pull_request_opened_count": ("pull_request_opened",),
    "pull_request_merged_count": ("pull_request_merged",),
    "pull_request_closed_unmerged_count": ("pull_request_closed",),
    "review_count": ("pull_request_reviewed",),
    "comment_count": (
        "issue_commented",
        "pull_request_commented",
        "review_commented",
        "commit_commented",
    ),
    "star_count": ("repository_starred",),
    "fork_count": ("repository_forked",),
    "release_count": ("release_published",),
}

Values = Iterator[tuple[str, float | None, int]]
"""Metric, value, how many observations it rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From its first instant until just before its last."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in the window."""
        return self.starts_at <= at < self.ends_at

    @property
    def before(self) -> "Window":
        """The window of the same length that ends where this one starts."""
        length = self.ends_at - self.starts_at
        return Window(starts_at=self.starts_at - length, ends_at=self.starts_at)


def in_window(facts: Facts, window: Window) -> Values:
    """The metrics that look at a stretch of time."""
    yield from _counts(facts.activities, window)
    yield from _people(facts.activities, window)
    humans = [item for item in facts.items if not item.author_is_bot]
    issues = [item for item in humans if item.kind == "issue"]
    pull_requests = [item for item in humans if item.kind == "pull_request"]
    yield from _first_answers("issue_first_response_hours", issues, window)
    yield from _first_answers("pr_first_response_hours", pull_requests, window)
    reviewed = [
        _hours(item.opened_at, first)
        for item in pull_requests
        if window.holds(item.opened_at) and (first := _first(item.reviews, window.ends_at))
    ]
    yield from _statistics("pr_first_review_hours", reviewed)
    merged = _endings(pull_requests, "pull_request_merged", window)
    refused = _endings(pull_requests, "pull_request_closed", window)
    resolved = _endings(issues, "issue_closed", window)
    yield from _statistics("pr_time_to_merge_hours", merged)
    yield from _statistics("pr_time_to_close_hours", refused)
    yield from _statistics("issue_resolution_hours", resolved)
    opened = sum(window.holds(item.opened_at) for item in issues)
    yield "backlog_management_index", ratio(len(resolved), opened), opened
    opened = sum(window.holds(item.opened_at) for item in pull_requests)
    ended = len(merged) + len(refused)
    yield "change_request_closure_ratio", ratio(ended, opened), opened


def _counts(activities: Iterable[Activity], window: Window) -> Values:
    inside = [activity for activity in activities if window.holds(activity.at)]
    by_kind = Counter(activity.kind for activity in inside)
    for name, kinds in _COUNTS.items():
        count = sum(by_kind[kind] for kind in kinds)
        yield name, count, count
    bots = sum(activity.is_bot for activity in inside)
    yield "bot_activity_count", bots, bots


def _people(activities: Iterable[Activity], window: Window) -> Values:
    contributions = [a for a in activities if a.kind in CONTRIBUTIONS and not a.is_bot]
    now = {a.person for a in contributions if window.holds(a.at)}
    before = {a.person for a in contributions if window.before.holds(a.at)}
    ever = {a.person for a in contributions if a.at < window.starts_at}
    yield "active_contributors", len(now), len(now)
    yield "new_contributors", len(now - ever), len(now)
    yield "returning_contributors", len(now & before), len(before)
    yield "reactivated_contributors", len((now & ever) - before), len(now)
    yield "churned_contributors", len(before - now), len(before)
    growth = ratio(len(now) - len(before), len(before), at_least=_LEAST_BEFORE)
    yield "contributor_growth_rate", growth, len(before)
    retained = ratio(len(now & before), len(before), at_least=_LEAST_BEFORE)
    yield "retention_rate", retained, len(before)
    employers = {a.employer for a in contributions if window.holds(a.at)} - {None}
    held = sum(window.holds(a.at) for a in contributions)
    yield "organisation_count", len(employers), held
    commits = Counter(
        a.person for a in contributions if a.kind == "commit_authored" and window.holds(a.at)
    )
    yield "contributor_absence_factor", absence_factor(commits.values()), commits.total()


def _first_answers(name: str, items: Iterable[Item], window: Window) -> Values:
    opened = [item for item in items if window.holds(item.opened_at)]
    answered: list[float] = []
    waiting: list[float] = []
    for item in opened:
        first = _first(item.answers, window.ends_at)
        (answered if first else waiting).append(_hours(item.opened_at, first or window.ends_at))
    yield from _statistics(name, answered)
    median = kaplan_meier_median(answered, censored=waiting)
    yield f"{name}_kaplan_meier_median", median, len(opened)
    for part, hours in (("within_24h_ratio", 24), ("within_7d_ratio", 24 * 7)):
        soon = sum(waited <= hours for waited in answered)
        yield f"{name}_{part}", ratio(soon, len(opened)), len(opened)
    yield f"{name}_unanswered_count", len(waiting), len(opened)


def open_now(items: Iterable[Item], day: datetime) -> Values:
    """The metrics that look at a moment: what is open then, and for how long."""
    for kind in ("issue", "pull_request"):
        still = [
            item
            for item in items
            if item.kind == kind
            and not item.author_is_bot
            and item.opened_at < day
            and _last_ending(item, day) is None
        ]
        ages = [_hours(item.opened_at, day) for item in still]
        yield f"open_{kind}_count", len(still), len(still)
        yield f"open_{kind}_age_hours_median", percentile(ages, 0.5), len(ages)
        yield f"open_{kind}_age_hours_p90", percentile(ages, 0.9), len(ages)


def _statistics(name: str, hours: Sequence[float]) -> Values:
    statistics: tuple[tuple[str, Callable[[Sequence[float]], float | None]], ...] = (
        ("median", lambda values: percentile(values, 0.5)),
        ("p90", lambda values: percentile(values, 0.9)),
        ("mean", mean),
    )
    for statistic, measure in statistics:
        yield f"{name}_{statistic}", measure(hours), len(hours)


def _endings(items: Iterable[Item], ending: str, window: Window) -> list[float]:
    """Hours from opening to the last ending, of what ended so in the window and is ended still."""
    hours = []
    for item in items:
        last = _last_ending(item, window.ends_at)
        if last is not None and last[1] == ending and window.holds(last[0]):
            hours.append(_hours(item.opened_at, last[0]))
    return hours


def _last_ending(item: Item, day: datetime) -> tuple[datetime, str] | None:
    """When and how an item ended, or None where it is open at that day."""
    told = [ending for ending in item.endings if ending[0] < day]
    last = max(told, default=None)
    return None if last is None or last[1].endswith("_reopened") else last


def _first(moments: Iterable[datetime], day: datetime) -> datetime | None:
    return min((moment for moment in moments if moment < day), default=None)


def _hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600

"""The truth of a simulation: every metric of every scope, counted from the acts themselves.

Nothing here reads a payload or shares a line with the marts, so that equal numbers mean something.
Choices where metrics.md leaves one (the marts make the same; facts.py names more):

- A window of n days as of day d is [d − n days, d), UTC.
- Counts are of everything, bots included; `bot_activity_count` says how much of it bots did. People
  metrics leave bots out, and responsiveness (waits, backlogs, ratios of closed to opened) leaves out
  what a bot opened.
- In a project or portfolio a commit counts once by its sha, and a mirror's pushes do not count,
  because they repeat its source's; whatever else people do in a mirror counts.
- First-answer metrics look at what was opened in the window and at answers before d. On a pull request
  a comment, a review or a review comment answers. 24 hours and 7 days include their last instant.
- Time to merge, to close and to resolve, and the ratios of closed to opened, look at what ended in the
  window and is ended at d; the last ending counts.
- Without an observation a statistic is null; growth and retention need three people before. Where less
  than `least_coverage` of the days that a metric looks at lie after a scope's first known act, it is
  null (a commit older than the push that told of it is no such act); so is all of a scope without one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from producers.simulator.community import Community
from producers.simulator.facts import CONTRIBUTIONS, Activity, Facts, Item
from producers.simulator.measures import (
    absence_factor,
    kaplan_meier_median,
    mean,
    percentile,
    ratio,
)

WINDOWS = (30, 90, 365)
_LEAST_BEFORE = 3
_COMPARING = frozenset(
    {
        "returning_contributors",
        "reactivated_contributors",
        "churned_contributors",
        "contributor_growth_rate",
        "retention_rate",
    }
)
"""These look at the window before, too."""

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
class Metric:
    """What one metric of one scope is, as of one day; hours, counts, or shares from 0 to 1."""

    scope_type: str
    scope_id: str
    window_days: int | None
    metric: str
    value: float | None
    sample_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at

    @property
    def before(self) -> "_Window":
        length = self.ends_at - self.starts_at
        return _Window(starts_at=self.starts_at - length, ends_at=self.starts_at)


def truth_of(
    facts: Facts,
    community: Community,
    *,
    as_of: date,
    portfolio_id: str,
    least_coverage: float = 0.0,
) -> tuple[Metric, ...]:
    """Every metric of every repository, project and of the portfolio, as of 00:00 UTC of a day."""
    day = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    metrics: list[Metric] = []
    for scope_type, scope_id, scoped in _scopes(facts, community, portfolio_id=portfolio_id):
        observed_days = _observed_days(scoped, day)
        for window_days, (metric, value, sample_size) in _measured(scoped, day):
            looked_at = (window_days or 0) * (2 if metric in _COMPARING else 1)
            is_covered = 0 < observed_days >= least_coverage * looked_at
            metrics.append(
                Metric(
                    scope_type=scope_type,
                    scope_id=scope_id,
                    window_days=window_days,
                    metric=metric,
                    value=value if is_covered else None,
                    sample_size=sample_size,
                )
            )
    return tuple(metrics)


def _measured(
    facts: Facts, day: datetime
) -> Iterator[tuple[int | None, tuple[str, float | None, int]]]:
    for row in _open_now(facts.items, day):
        yield None, row
    for days in WINDOWS:
        window = _Window(starts_at=day - timedelta(days=days), ends_at=day)
        for row in _in_window(facts, window):
            yield days, row


def _observed_days(facts: Facts, day: datetime) -> int:
    """Days since the first known act before that day; 0 where there is none."""
    told = (a.at for a in facts.activities if a.kind != "commit_authored" and a.at < day)
    first = min(told, default=None)
    return 0 if first is None else (day.date() - first.date()).days


def _scopes(
    facts: Facts, community: Community, *, portfolio_id: str
) -> Iterator[tuple[str, str, Facts]]:
    for repository in community.repositories:
        own = {repository.repository_id}
        yield "repository", repository.repository_id, _within(facts, own, is_single=True)
    for project in community.projects:
        own = {
            repository.repository_id
            for repository in community.repositories
            if repository.project_id == project.project_id
        }
        yield "project", project.project_id, _within(facts, own, is_single=False)
    everything = {repository.repository_id for repository in community.repositories}
    yield "portfolio", portfolio_id, _within(facts, everything, is_single=False)


def _within(facts: Facts, repository_ids: set[str], *, is_single: bool) -> Facts:
    """The facts of some repositories; of several together, a mirror tells nothing twice."""
    activities: list[Activity] = []
    seen: set[str] = set()
    for activity in facts.activities:
        if activity.repository.repository_id not in repository_ids:
            continue
        if activity.kind == "commit_authored":
            if activity.object_id in seen:
                continue
            seen.add(activity.object_id)
        if activity.kind == "push" and activity.repository.is_mirror and not is_single:
            continue
        activities.append(activity)
    items = tuple(i for i in facts.items if i.repository.repository_id in repository_ids)
    return Facts(activities=tuple(activities), items=items)


def _in_window(facts: Facts, window: _Window) -> Values:
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


def _counts(activities: Iterable[Activity], window: _Window) -> Values:
    inside = [activity for activity in activities if window.holds(activity.at)]
    by_kind = Counter(activity.kind for activity in inside)
    for name, kinds in _COUNTS.items():
        count = sum(by_kind[kind] for kind in kinds)
        yield name, count, count
    bots = sum(activity.is_bot for activity in inside)
    yield "bot_activity_count", bots, bots


def _people(activities: Iterable[Activity], window: _Window) -> Values:
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
    commits = Counter(
        a.person for a in contributions if a.kind == "commit_authored" and window.holds(a.at)
    )
    yield "contributor_absence_factor", absence_factor(commits.values()), commits.total()


def _first_answers(name: str, items: Iterable[Item], window: _Window) -> Values:
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


def _open_now(items: Iterable[Item], day: datetime) -> Values:
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


def _endings(items: Iterable[Item], ending: str, window: _Window) -> list[float]:
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

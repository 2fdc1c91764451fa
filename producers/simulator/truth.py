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
  null (a commit older than the push that told of it is no such act). Of a project without one all is
  null, a repository without one has no metrics.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from producers.simulator.community import Community
from producers.simulator.facts import Activity, Facts
from producers.simulator.metrics import Window, in_window, open_now

WINDOWS = (30, 90, 365)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What one metric of one scope is, as of one day; hours, counts, or shares from 0 to 1."""

    scope_type: str
    scope_id: str
    window_days: int | None
    metric: str
    value: float | None
    sample_size: int


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
        if scope_type == "repository" and not observed_days:
            continue
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
    for row in open_now(facts.items, day):
        yield None, row
    for days in WINDOWS:
        window = Window(starts_at=day - timedelta(days=days), ends_at=day)
        for row in in_window(facts, window):
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

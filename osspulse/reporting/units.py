"""How each project stands, and its row in a table, worded."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from osspulse.reporting.charts import sparkline
from osspulse.reporting.models import SEVERITIES, WINDOWS, Portfolio, Scope
from osspulse.reporting.names import page_name
from osspulse.reporting.wording import Wording

_STATES = ("high", "medium", "low", "quiet")
_MANY = 3
_SPARK_POINTS = 3


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One project or repository in a table; `cells` are worded figures by window and metric."""

    name: str
    page: str | None
    state: str
    state_label: str
    about: str
    counts: tuple[tuple[str, int], ...]
    counts_label: str
    cells: Mapping[int, Mapping[str, str]]
    trend: Markup | None


def state_of(scope: Scope) -> str:
    """How a project stands, as a word of `state.…`.

    `high` where work hangs on one person or many things are urgent, else `medium` where anything
    waits, else `low`; `quiet` where nobody is known to be active and nothing waits.
    """
    urgent = scope.attention_count("high")
    hangs_on_one = any(item.kind == "key_person_risk" for item in scope.attention)
    if hangs_on_one or urgent >= _MANY:
        return "high"
    if urgent or scope.attention_count("medium"):
        return "medium"
    return "low" if scope.value("active_contributors", WINDOWS[1]) else "quiet"


def need_of(scope: Scope) -> tuple[int, int, int, int, str]:
    """What projects are sorted by: their state, then how many things wait, then their id."""
    high, medium, low = (-scope.attention_count(severity) for severity in SEVERITIES)
    return _STATES.index(state_of(scope)), high, medium, low, scope.scope_id


def unit_row(unit: Scope, *, wording: Wording, page: bool = True) -> UnitRow:
    """The row of a project, or of a repository of a project where it has no page."""
    state = state_of(unit)
    counts = tuple((severity, unit.attention_count(severity)) for severity in SEVERITIES)
    words = [("field", unit.about.get("field")), ("stage", unit.stage)]
    return UnitRow(
        name=wording.name(unit.name),
        page=page_name(unit) if page else None,
        state=state,
        state_label=wording.text(f"state.{state}"),
        about=wording.text("word.separator").join(
            wording.named(group, code) for group, code in words if code
        ),
        counts=counts,
        counts_label=wording.text("units.attention_label", **dict(counts)),
        cells={window: _cells(unit, window, wording) for window in WINDOWS},
        trend=_trend(unit, wording),
    )


def neediest(portfolio: Portfolio) -> list[Scope]:
    """The units, the one that needs most first."""
    return sorted(portfolio.units, key=need_of)


def _cells(unit: Scope, window: int, wording: Wording) -> dict[str, str]:
    return {
        "active": wording.value(unit.figure("active_contributors", window)),
        "newcomers": wording.value(unit.figure("new_contributors", window)),
        "factor": wording.value(unit.figure("contributor_absence_factor", window)),
        "response": wording.value(unit.figure("issue_first_response_hours_median", window)),
        "merge": wording.value(unit.figure("pr_time_to_merge_hours_median", window)),
        "open_issues": wording.value(unit.figure("open_issue_count")),
        "open_pull_requests": wording.value(unit.figure("open_pull_request_count")),
    }


def _trend(unit: Scope, wording: Wording) -> Markup | None:
    values = [
        point.value
        for point in unit.points
        if point.metric == "active_contributors" and point.value is not None
    ]
    if len(values) < _SPARK_POINTS:
        return None
    first, last = wording.number(values[0]), wording.number(values[-1])
    title = wording.text("units.trend_label", first=first, last=last)
    return sparkline(values, title=title)

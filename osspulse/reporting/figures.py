"""Cards, the table of figures and the rows of projects, worded."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from osspulse.reporting.charts import sparkline
from osspulse.reporting.models import SEVERITIES, WINDOWS, Definition, Figure, Portfolio, Scope
from osspulse.reporting.names import page_name
from osspulse.reporting.wording import Change, Wording, readable

CARDS = (
    "active_contributors",
    "new_contributors",
    "retention_rate",
    "issue_first_response_hours_median",
    "pr_time_to_merge_hours_median",
    "issue_first_response_hours_unanswered_count",
)
"""The headline figures, in the order of the page."""

_GROUPS = {
    "people": ("contributor", "retention", "bot_"),
    "responsiveness": ("issue_first_response", "pr_first_", "pr_time_to_", "issue_resolution"),
    "backlog": ("open_", "change_request", "backlog"),
}
_SPARK_POINTS = 3
_MANY = 3


@dataclass(frozen=True, slots=True)
class Card:
    """One headline figure."""

    label: str
    hint: str
    value: str
    unknown: str | None
    change: Change | None
    change_word: str
    compared: str


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One figure in the full table."""

    title: str
    explanation: str
    value: str
    unknown: str | None
    change: Change | None
    change_word: str
    sample: str
    partial: str | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One project or repository in a table; `cells` are worded figures by window and metric."""

    name: str
    page: str | None
    link: str | None
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
    waits, else `low`; `quiet` where nobody is active and nothing waits.
    """
    urgent = scope.attention_count("high")
    hangs_on_one = any(item.kind == "key_person_risk" for item in scope.attention)
    if hangs_on_one or urgent >= _MANY:
        return "high"
    if urgent or scope.attention_count("medium"):
        return "medium"
    return "quiet" if scope.value("active_contributors", 90) == 0 else "low"


def need_of(scope: Scope) -> tuple[int, int, int, str]:
    """What projects are sorted by: most urgent things first, then by id."""
    high, medium, low = (-scope.attention_count(severity) for severity in SEVERITIES)
    return high, medium, low, scope.scope_id


def why_unknown(figure: Figure | None, wording: Wording) -> str | None:
    """Why there is no value, in words; None where there is one."""
    if figure is not None and figure.value is not None:
        return None
    code = figure.unknown_reason if figure else "missing"
    return wording.text("word.unknown_because", reason=wording.named("reason", code))


def cards(
    scope: Scope, window: int, *, definitions: Mapping[str, Definition], wording: Wording
) -> list[Card]:
    """The headline figures of one window."""
    found = []
    for metric in CARDS:
        figure = scope.figure(metric, window)
        definition = definitions.get(metric)
        change = wording.change(figure, direction=definition.direction if definition else "neutral")
        found.append(
            Card(
                label=wording.text(f"card.{metric}"),
                hint=wording.text(f"card.hint_{metric}"),
                value=wording.value(figure),
                unknown=why_unknown(figure, wording),
                change=change,
                change_word=_change_word(change, wording),
                compared=_compared(figure, window, wording),
            )
        )
    return found


def metric_groups(
    scope: Scope, window: int, *, definitions: Mapping[str, Definition], wording: Wording
) -> list[tuple[str, list[MetricRow]]]:
    """Every figure of one window that has a definition, grouped by what it is about."""
    groups: dict[str, list[MetricRow]] = {name: [] for name in (*_GROUPS, "activity")}
    for metric, definition in definitions.items():
        figure = scope.figure(metric, window) or scope.figure(metric)
        if figure is not None:
            groups[_group_of(metric)].append(_metric_row(figure, definition, wording))
    return [(wording.text(f"metrics.group_{name}"), rows) for name, rows in groups.items() if rows]


def unit_row(unit: Scope, *, wording: Wording, page: bool = True) -> UnitRow:
    """The row of a project, or of a repository of a project where it has no page."""
    state = state_of(unit)
    counts = tuple((severity, unit.attention_count(severity)) for severity in SEVERITIES)
    words = (unit.about.get("field"), wording.named("stage", unit.stage) if unit.stage else None)
    return UnitRow(
        name=wording.name(unit.name),
        page=page_name(unit) if page else None,
        link=None,
        state=state,
        state_label=wording.text(f"state.{state}"),
        about=wording.text("word.separator").join(
            wording.named("field", word) for word in words if word
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


def _metric_row(figure: Figure, definition: Definition, wording: Wording) -> MetricRow:
    language = wording.language
    change = wording.change(figure, direction=definition.direction)
    is_partial = figure.coverage is not None and figure.coverage < 1
    return MetricRow(
        title=readable(definition.title[language]),
        explanation=readable(definition.explanation[language], limit=300),
        value=wording.value(figure),
        unknown=why_unknown(figure, wording),
        change=change,
        change_word=_change_word(change, wording),
        sample=wording.text("metrics.sample_size", count=figure.sample_size)
        if figure.sample_size is not None
        else "",
        partial=wording.text("metrics.partial", share=wording.percent(figure.coverage or 0))
        if is_partial
        else None,
    )


def _change_word(change: Change | None, wording: Wording) -> str:
    if change is None or change.tone == "same":
        return ""
    return wording.text(f"change.{change.tone}")


def _compared(figure: Figure | None, window: int, wording: Wording) -> str:
    if figure is None or figure.previous is None or figure.previous_as_of is None:
        return wording.text("change.none")
    return wording.text(
        "change.compared",
        window=wording.text(f"window.{window}"),
        day=wording.day(figure.previous_as_of),
    )


def _group_of(metric: str) -> str:
    for name, beginnings in _GROUPS.items():
        if any(part in metric for part in beginnings):
            return name
    return "activity"

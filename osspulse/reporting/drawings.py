"""Which charts a page has, each with the table of its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from osspulse.reporting.charts import Bar, Series, area_chart, bar_chart, line_chart
from osspulse.reporting.models import Point, Scope
from osspulse.reporting.wording import Wording, readable

_KINDS = (
    "commit_count",
    "pull_request_opened_count",
    "issue_opened_count",
    "review_count",
    "comment_count",
)
_LEAST_POINTS = 3
_BARS = 12
_NAME = 18


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, what it shows, and its numbers as a table; `svg` is None where there are too few."""

    title: str
    about: str
    svg: Markup | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def people_over_time(scope: Scope, wording: Wording) -> Drawing:
    """Active people and newcomers among them over the past year."""
    series = [
        Series(wording.named("chart", "active"), _values(scope, "active_contributors")),
        Series(wording.named("chart", "new"), _values(scope, "new_contributors")),
    ]
    return _over_time("people", series, wording=wording, unit="count")


def speed_over_time(scope: Scope, wording: Wording) -> Drawing:
    """First answer and merge times over the past year, in days."""
    series = [
        Series(wording.named("chart", name), _values(scope, metric, divided_by=24))
        for name, metric in (
            ("response", "issue_first_response_hours_median"),
            ("merge", "pr_time_to_merge_hours_median"),
        )
    ]
    return _over_time("speed", series, wording=wording, unit="days")


def activity_by_unit(units: Sequence[Scope], wording: Wording) -> Drawing:
    """Contributions of the last 90 days by project and kind, the busiest first."""
    counted = [(unit, [(kind, unit.value(kind, 90) or 0) for kind in _KINDS]) for unit in units]
    busiest = sorted(counted, key=lambda pair: (-sum(n for _, n in pair[1]), pair[0].scope_id))
    bars = [
        Bar(
            _short(wording.name(unit.name)),
            [(wording.named("chart", kind), n) for kind, n in kinds],
        )
        for unit, kinds in busiest[:_BARS]
        if any(n for _, n in kinds)
    ]
    title = wording.named("chart", "activity")
    return Drawing(
        title=title,
        about=wording.named("chart", "activity_about"),
        svg=bar_chart(bars, title=title, axis=wording.named("chart", "activity_axis"))
        if bars
        else None,
        columns=("", *(wording.named("chart", kind) for kind in _KINDS)),
        rows=tuple((bar.label, *(wording.number(n) for _, n in bar.parts)) for bar in bars),
    )


def commit_shares(scope: Scope, wording: Wording) -> Drawing:
    """Who made how much of the last 90 days' commits."""
    title = wording.named("chart", "shares")
    axis = wording.named("chart", "shares_axis")
    named = [
        (readable(name, limit=40) or wording.named("word", "someone"), share)
        for name, share in scope.commit_shares[:8]
    ]
    bars = [Bar(_short(name), [(axis, share)]) for name, share in named]
    return Drawing(
        title=title,
        about=wording.named("chart", "shares_about"),
        svg=bar_chart(bars, title=title, axis=axis, as_share=True) if bars else None,
        columns=("", axis),
        rows=tuple((name, wording.percent(share)) for name, share in named),
    )


def _over_time(name: str, series: Sequence[Series], *, wording: Wording, unit: str) -> Drawing:
    title = wording.named("chart", name)
    known = [day for one in series for day, value in one.values if value is not None]
    draw = area_chart if unit == "count" else line_chart
    has_enough = len(set(known)) >= _LEAST_POINTS
    return Drawing(
        title=title,
        about=wording.named("chart", f"{name}_about"),
        svg=draw(series, title=title, wording=wording) if has_enough else None,
        columns=(wording.named("word", "day_column"), *(one.label for one in series)),
        rows=_table(series, wording, unit) if has_enough else (),
    )


def _table(series: Sequence[Series], wording: Wording, unit: str) -> tuple[tuple[str, ...], ...]:
    by_day: dict[date, list[str]] = {}
    for place, one in enumerate(series):
        for day, value in one.values:
            cells = by_day.setdefault(day, ["–"] * len(series))
            if value is not None:
                cells[place] = (
                    wording.duration(value * 24) if unit == "days" else wording.number(value)
                )
    return tuple((wording.day(day), *cells) for day, cells in sorted(by_day.items(), reverse=True))


def _values(scope: Scope, metric: str, *, divided_by: float = 1) -> list[tuple[date, float | None]]:
    def scaled(point: Point) -> float | None:
        return None if point.value is None else round(point.value / divided_by, 4)

    return [(point.day, scaled(point)) for point in scope.points if point.metric == metric]


def _short(name: str) -> str:
    return readable(name, limit=_NAME)

"""What each page shows, worded: the values that its template names."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from osspulse.reporting import drawings, figures, todo
from osspulse.reporting.models import WINDOWS, Attention, Figure, Marts, Portfolio, Scope, Table
from osspulse.reporting.names import page_name
from osspulse.reporting.people import people_view
from osspulse.reporting.units import neediest, unit_row
from osspulse.reporting.wording import Wording, readable

_SHOWN_ON_PORTFOLIO = 3
_SHOWN_ON_PROJECT = 5


def portfolio_view(portfolio: Portfolio, marts: Marts, wording: Wording) -> dict[str, Any]:
    """The overview of a portfolio."""
    scope, units = portfolio.scope, neediest(portfolio)
    return {
        **_scope(scope, portfolio, marts, wording, shown=_SHOWN_ON_PORTFOLIO),
        "headline": _headline(scope, wording, most_urgent=units[0] if units else None),
        "unit_type": units[0].scope_type if units else "project",
        "unit_count": portfolio.unit_count,
        "unit_rows": [unit_row(unit, wording=wording) for unit in units],
        "charts": [
            drawings.people_over_time(scope, wording),
            drawings.speed_over_time(scope, wording),
            drawings.activity_by_unit(units, wording),
        ],
        "waiting": _waiting_newcomers(units, wording),
        "one_person": [
            (wording.name(unit.name), page_name(unit), todo.title_of(item, unit, wording))
            for unit in units
            for item in unit.attention
            if item.kind == "key_person_risk"
        ],
    }


def unit_view(unit: Scope, portfolio: Portfolio, marts: Marts, wording: Wording) -> dict[str, Any]:
    """The page of a project, or of a repository where there are no projects."""
    rows = [
        (
            repository,
            unit_row(
                portfolio.repository_figures[repository.repository_id], wording=wording, page=False
            ),
        )
        for repository in unit.repositories
    ]
    return {
        **_scope(unit, portfolio, marts, wording, shown=_SHOWN_ON_PROJECT),
        "headline": _headline(unit, wording, most_urgent=None),
        "portfolio_name": name_of(portfolio.scope, wording),
        "row": unit_row(unit, wording=wording),
        "about": [
            (wording.named("about", name), wording.named(name, value))
            for name, value in unit.about.items()
        ],
        "repositories": rows,
        "drifting": [item for item in unit.attention if item.kind == "contributor_drifting"],
        "open_items": unit.open_items,
        "charts": [
            drawings.people_over_time(unit, wording),
            drawings.speed_over_time(unit, wording),
            drawings.commit_shares(unit, wording),
        ],
        "metrics": {
            window: figures.metric_groups(
                unit, window, definitions=marts.definitions, wording=wording
            )
            for window in WINDOWS
        },
    }


def _scope(
    scope: Scope, portfolio: Portfolio, marts: Marts, wording: Wording, *, shown: int
) -> dict[str, Any]:
    return {
        "name": name_of(scope, wording),
        "cards": {
            window: figures.cards(scope, window, definitions=marts.definitions, wording=wording)
            for window in WINDOWS
        },
        "todo": todo.todo_groups(scope, units=portfolio.units, wording=wording, shown=shown),
        "todo_count": len(scope.attention),
        "people": people_view(scope, portfolio, wording),
    }


def name_of(scope: Scope, wording: Wording) -> str:
    """A scope's name; in words where the portfolio is simply everything."""
    if (scope.scope_type, scope.scope_id) == ("portfolio", "all"):
        return wording.text("word.all_repositories")
    return wording.name(scope.name)


def _people_sentence(figure: Figure | None, name: str, wording: Wording) -> str:
    period = wording.text(f"window.last_{WINDOWS[1]}")
    if figure is None or figure.value is None:
        return wording.text("headline.unknown", window=period, name=name)
    active = round(figure.value)
    if not active:
        return wording.text("headline.nobody", window=period, name=name)
    change = wording.change(figure, direction="neutral")
    told = {"▲": "more", "▼": "fewer", "→": "same"}
    changed = wording.text(f"headline.{told[change.arrow]}", amount=change.amount) if change else ""
    return wording.text("headline.people", window=period, count=active, name=name, change=changed)


def _headline(scope: Scope, wording: Wording, *, most_urgent: Scope | None) -> list[str]:
    window = WINDOWS[1]
    figure = scope.figure("active_contributors", window)
    sentences = [_people_sentence(figure, name_of(scope, wording), wording)]
    if figure and figure.is_partial:
        share = wording.percent(figure.coverage or 0)
        sentences.append(wording.text("headline.partial", share=share))
    hours = scope.value("issue_first_response_hours_median", window)
    sentences.append(
        wording.text("headline.unanswered")
        if hours is None
        else wording.text("headline.answered", duration=wording.duration(hours))
    )
    urgent = scope.attention_count("high")
    if not urgent:
        sentences.append(wording.text("headline.calm"))
    elif most_urgent is None:
        sentences.append(wording.text("headline.urgent_here", count=urgent))
    else:
        sentences.append(
            wording.text("headline.urgent", count=urgent, where=wording.name(most_urgent.name))
        )
    return sentences


def _waiting_newcomers(units: Sequence[Scope], wording: Wording) -> list[tuple[str, str, str]]:
    def waiting(unit: Scope) -> list[Attention]:
        return [item for item in unit.attention if item.kind == "newcomer_waiting"]

    crowded = sorted(
        (unit for unit in units if waiting(unit)), key=lambda unit: -len(waiting(unit))
    )
    return [
        (
            wording.name(unit.name),
            page_name(unit),
            wording.text(
                "people.newcomers_wait_at",
                count=len(waiting(unit)),
                longest=wording.duration(max(item.waiting_hours or 0 for item in waiting(unit))),
            ),
        )
        for unit in crowded
    ]


def reading_view(marts: Marts, wording: Wording) -> dict[str, Any]:
    """The page on how to read the report and how good its data is."""
    return {
        "quality": {name: _worded_table(table, wording) for name, table in marts.quality.items()},
        "gap_count": len(marts.quality["gaps"].rows),
        "coverage": [
            (
                wording.name(unit.name),
                page_name(unit),
                [_coverage(unit, window, wording) for window in WINDOWS],
            )
            for portfolio in marts.portfolios
            for unit in portfolio.units
        ],
        "definitions": [
            (
                readable(definition.title[wording.language]),
                readable(definition.explanation[wording.language], limit=300),
            )
            for definition in marts.definitions.values()
        ],
    }


def _coverage(unit: Scope, window: int, wording: Wording) -> str:
    figure = unit.figure("active_contributors", window)
    return "–" if figure is None or figure.coverage is None else wording.percent(figure.coverage)


def _worded_table(table: Table, wording: Wording) -> Mapping[str, Any]:
    def cell(column: str, value: object) -> str:
        if isinstance(value, datetime):
            return wording.moment(value)
        if isinstance(value, date):
            return wording.day(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return wording.number(value)
        return "–" if value is None else wording.named(column, str(value))

    return {
        "columns": [wording.named("column", column) for column in table.columns],
        "rows": [list(map(cell, table.columns, row)) for row in table.rows],
    }

"""Headline figures and the table of all figures, worded."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from osspulse.reporting.models import Definition, Figure, Scope
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
MAIN = (
    *CARDS,
    "returning_contributors",
    "churned_contributors",
    "contributor_absence_factor",
    "issue_first_response_hours_within_24h_ratio",
    "pr_first_response_hours_median",
    "pr_first_review_hours_median",
    "issue_resolution_hours_median",
    "open_issue_count",
    "open_pull_request_count",
    "backlog_management_index",
    "change_request_closure_ratio",
    "commit_count",
    "pull_request_merged_count",
    "review_count",
    "release_count",
)
"""What the table of figures shows at once, in this order; the rest is a click away."""

_WIDE = 9
"""Latin characters that a card shows in large type on one line."""


@dataclass(frozen=True, slots=True)
class Card:
    """One headline figure."""

    label: str
    hint: str
    value: str
    is_long: bool
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
class MetricGroup:
    """Figures about one matter: the main ones, and more on demand."""

    title: str
    main: tuple[MetricRow, ...]
    more: tuple[MetricRow, ...]


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
        value = wording.value(figure)
        found.append(
            Card(
                label=wording.text(f"card.{metric}"),
                hint=wording.text(f"card.hint_{metric}"),
                value=value,
                is_long=_width(value) > _WIDE,
                unknown=why_unknown(figure, wording),
                change=change,
                change_word=_change_word(change, wording),
                compared=_compared(figure, window, wording),
            )
        )
    return found


def metric_groups(
    scope: Scope, window: int, *, definitions: Mapping[str, Definition], wording: Wording
) -> list[MetricGroup]:
    """Every figure of one window that has a definition, grouped by what it is about."""
    order = [metric for metric in MAIN if metric in definitions]
    order += [metric for metric in definitions if metric not in MAIN]
    groups: dict[str, tuple[list[MetricRow], list[MetricRow]]] = {
        name: ([], []) for name in (*_GROUPS, "activity")
    }
    for metric in order:
        figure = scope.figure(metric, window) or scope.figure(metric)
        if figure is not None:
            row = _metric_row(figure, definitions[metric], wording)
            groups[_group_of(metric)][metric not in MAIN].append(row)
    return [
        MetricGroup(wording.text(f"metrics.group_{name}"), tuple(main), tuple(more))
        for name, (main, more) in groups.items()
        if main or more
    ]


def _metric_row(figure: Figure, definition: Definition, wording: Wording) -> MetricRow:
    language = wording.language
    change = wording.change(figure, direction=definition.direction)
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
        if figure.is_partial
        else None,
    )


def _width(text: str) -> int:
    """How wide a text is, in Latin characters: a Chinese one is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _change_word(change: Change | None, wording: Wording) -> str:
    if change is None or change.tone == "same":
        return ""
    return wording.text(f"change.{change.tone}")


def _compared(figure: Figure | None, window: int, wording: Wording) -> str:
    if figure is not None and figure.is_partial:
        return wording.text("metrics.partial", share=wording.percent(figure.coverage or 0))
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

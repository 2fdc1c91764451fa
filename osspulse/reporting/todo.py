"""What to act on, worded: why, what to do, on what, since when."""

from collections.abc import Sequence
from dataclasses import dataclass

from osspulse.reporting.models import SEVERITIES, Attention, Scope
from osspulse.reporting.names import page_name
from osspulse.reporting.wording import Wording, readable, safe_link

KINDS = (
    "newcomer_waiting",
    "pull_request_unreviewed",
    "issue_unanswered",
    "key_person_risk",
    "contributor_drifting",
    "backlog_growing",
)
"""In the order of the page; a kind that is not listed goes under "other"."""

_ABOUT_NOBODY_ELSE = ("key_person_risk", "contributor_drifting", "backlog_growing")
_LISTED = 40


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One thing to do."""

    title: str
    link: str | None
    where: str
    page: str | None
    who: str
    who_link: str | None
    waiting: str
    severity: str
    severity_label: str


@dataclass(frozen=True, slots=True)
class TodoGroup:
    """Things of one kind: `first` are shown, `more` on demand, `further` are only counted."""

    kind: str
    title: str
    why: str
    do: str
    count: int
    urgent_count: int
    first: tuple[TodoItem, ...]
    more: tuple[TodoItem, ...]
    further: int


def todo_groups(
    scope: Scope, *, units: Sequence[Scope], wording: Wording, shown: int
) -> list[TodoGroup]:
    """The scope's attention items by kind; the kind with the most urgent ones is not moved up."""
    by_id = {unit.scope_id: unit for unit in units}
    groups = []
    for kind in (*KINDS, "other"):
        items = sorted((item for item in scope.attention if _kind_of(item) == kind), key=_gravity)
        if not items:
            continue
        worded = tuple(_item(item, by_id, wording) for item in items[:_LISTED])
        groups.append(
            TodoGroup(
                kind=kind,
                title=wording.text(f"attention.{kind}"),
                why=wording.text(f"attention.{kind}_why"),
                do=wording.text(f"attention.{kind}_do"),
                count=len(items),
                urgent_count=sum(item.severity == "high" for item in items),
                first=worded[:shown],
                more=worded[shown:],
                further=max(0, len(items) - _LISTED),
            )
        )
    return groups


def _kind_of(item: Attention) -> str:
    return item.kind if item.kind in KINDS else "other"


def _gravity(item: Attention) -> tuple[int, float]:
    severity = SEVERITIES.index(item.severity) if item.severity in SEVERITIES else len(SEVERITIES)
    return severity, -(item.waiting_hours or 0)


def _item(item: Attention, units: dict[str, Scope], wording: Wording) -> TodoItem:
    unit = units.get(item.unit_id or "")
    severity = item.severity if item.severity in SEVERITIES else "low"
    where = wording.name(unit.name) if unit else readable(item.repository_name, limit=60)
    return TodoItem(
        title=title_of(item, unit, wording),
        link=safe_link(item.url) or _person_page(item),
        where=where,
        page=page_name(unit) if unit else None,
        who=readable(item.person_name, limit=40) if item.kind not in _ABOUT_NOBODY_ELSE else "",
        who_link=safe_link(item.person_url),
        waiting=_waiting(item, wording),
        severity=severity,
        severity_label=wording.text(f"severity.{severity}"),
    )


def _person_page(item: Attention) -> str | None:
    is_about_person = item.kind in _ABOUT_NOBODY_ELSE or not item.title
    return safe_link(item.person_url) if is_about_person else None


def _waiting(item: Attention, wording: Wording) -> str:
    if not item.waiting_hours:
        return ""
    key = "todo.quiet" if item.kind == "contributor_drifting" else "todo.waiting"
    return wording.text(key, duration=wording.duration(item.waiting_hours))


def title_of(item: Attention, unit: Scope | None, wording: Wording) -> str:
    """What an item is, in a phrase: the work's own title, or what is the matter with whom."""
    name = readable(item.person_name, limit=40) or wording.named("word", "someone")
    if item.kind == "key_person_risk":
        shares = dict(unit.commit_shares) if unit else {}
        if item.person_name in shares:
            share = wording.percent(shares[item.person_name])
            return wording.text("attention.hangs_on", name=name, share=share)
        return wording.text("attention.hangs_on_half", name=name)
    if item.kind == "contributor_drifting":
        return wording.text("attention.went_quiet", name=name)
    if item.kind == "backlog_growing":
        key = f"attention.{item.reason_code}"
        return wording.text(key if wording.has(key) else "attention.backlog_at")
    if item.title:
        return readable(item.title)
    return wording.text("attention.no_first_reply", name=name)

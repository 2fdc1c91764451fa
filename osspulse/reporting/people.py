"""Whom to thank, whom to welcome and who carries a project, worded."""

from collections.abc import Sequence
from dataclasses import dataclass

from osspulse.reporting.models import Contributor, FirstMerge, Portfolio, Scope
from osspulse.reporting.names import page_name
from osspulse.reporting.wording import Wording, readable, safe_link

_THANKED = 8
_WELCOMED = 8
_CORE = 8


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person and one sentence about them."""

    name: str
    link: str | None
    what: str
    is_new: bool
    where: str = ""
    page: str | None = None
    work_link: str | None = None


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The people of a page."""

    thank: tuple[PersonLine, ...]
    welcome: tuple[PersonLine, ...]
    core: tuple[PersonLine, ...]


def people_view(scope: Scope, portfolio: Portfolio, wording: Wording) -> PeopleView:
    """Those who did most lately, first merges, and the core with its share of all contributions."""
    core = sorted((who for who in scope.contributors if who.is_core), key=lambda who: -who.share)
    elsewhere = [unit for unit in portfolio.units if unit.scope_id != scope.scope_id]
    return PeopleView(
        thank=tuple(
            _line(who, did(who, wording), wording)
            for who in scope.contributors[:_THANKED]
            if who.total
        ),
        welcome=tuple(
            _welcome(first, elsewhere, wording) for first in scope.first_merges[:_WELCOMED]
        ),
        core=tuple(
            _line(who, wording.text("people.core_share", share=wording.percent(who.share)), wording)
            for who in core[:_CORE]
        ),
    )


def did(who: Contributor, wording: Wording) -> str:
    """`4 commits · 1 review`: what somebody did in the last weeks, without the zeros."""
    parts = (
        wording.text(f"people.{kind}", count=count)
        for kind in ("commits", "pull_requests", "reviews", "discussions")
        if (count := getattr(who, kind))
    )
    return wording.text("word.separator").join(parts)


def _line(who: Contributor, what: str, wording: Wording) -> PersonLine:
    return PersonLine(_name(who.name, wording), safe_link(who.url), what, who.is_new)


def _welcome(first: FirstMerge, units: Sequence[Scope], wording: Wording) -> PersonLine:
    unit = next((unit for unit in units if unit.scope_id == first.unit_id), None)
    return PersonLine(
        name=_name(first.name, wording),
        link=safe_link(first.url),
        what=readable(first.title) or wording.named("word", "untitled"),
        is_new=True,
        where=wording.name(unit.name) if unit else "",
        page=page_name(unit) if unit else None,
        work_link=safe_link(first.link),
    )


def _name(name: str | None, wording: Wording) -> str:
    return readable(name, limit=40) or wording.named("word", "someone")

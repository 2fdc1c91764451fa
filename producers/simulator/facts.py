"""What a simulation's acts amount to: activities, items and the people behind the accounts.

Choices where metrics.md leaves one (the marts make the same):

- A push is a delivery that moves a branch; tags are not pushes, a new branch without commits is.
- A commit is every sha a push lists, merge commits included, and belongs to its author at the time
  it was authored. A Gitee push lists at most ten commits and none for a new branch: those it does
  not list are not known.
- A star is GitHub's `star` `created`; `watch` tells of the same star, taking a star back of none.
- A release is GitHub's `release` `published`; `created` and `released` tell of the same one.
- Gitee's `approved` on a merge request is a review; its `tag_push_hooks` are no releases.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from producers.simulator.chronicle import Act
from producers.simulator.community import Person
from producers.simulator.employers import employer_of
from producers.simulator.gitee import listed_commits
from producers.simulator.programme import Repository
from producers.simulator.story import Commit

CONTRIBUTIONS = frozenset(
    {
        "commit_authored",
        "pull_request_opened",
        "pull_request_reviewed",
        "review_commented",
        "issue_opened",
        "issue_commented",
        "pull_request_commented",
        "commit_commented",
    }
)
_SAME_NAME = CONTRIBUTIONS | {
    "issue_closed",
    "issue_reopened",
    "pull_request_closed",
    "pull_request_merged",
    "pull_request_reopened",
    "repository_starred",
    "repository_forked",
    "release_published",
}
_ENDINGS = {"issue_closed", "pull_request_closed", "pull_request_merged"}
_REOPENINGS = {"issue_reopened", "pull_request_reopened"}
_ANSWERS = {
    "issue_commented",
    "pull_request_commented",
    "pull_request_reviewed",
    "review_commented",
}
_REVIEWS = {"pull_request_reviewed", "review_commented"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One real-world act, named as in the marts."""

    kind: str
    repository: Repository
    person: str
    employer: str | None
    is_bot: bool
    at: datetime
    object_id: str


@dataclass(slots=True, kw_only=True)
class Item:
    """An issue or a pull request with its whole life; times are not yet cut at any day."""

    kind: Literal["issue", "pull_request"]
    repository: Repository
    author: str
    author_is_bot: bool
    opened_at: datetime
    endings: list[tuple[datetime, str]] = field(default_factory=list)
    """`issue_closed`, `pull_request_closed`, `pull_request_merged` and the reopenings."""
    answers: list[datetime] = field(default_factory=list)
    """Comments and reviews by humans who are not the author."""
    reviews: list[datetime] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the truth is counted from."""

    activities: tuple[Activity, ...]
    items: tuple[Item, ...]


def facts_of(acts: Iterable[Act]) -> Facts:
    """The facts of the acts, in whatever order they come."""
    ordered = sorted(acts, key=lambda act: act.occurred_at)
    people = _People(ordered)
    activities: list[Activity] = []
    items: dict[int, Item] = {}
    for act in ordered:
        person = people.behind(act.person, act.repository)
        activities.extend(_activities(act, person, people))
        if act.subject is not None:
            _tell_item(act, person, items, people)
    return Facts(activities=tuple(activities), items=tuple(items.values()))


def _activities(act: Act, person: str, people: "_People") -> Iterable[Activity]:
    if act.kind in _SAME_NAME or act.kind in ("push", "branch_created"):
        yield Activity(
            kind="push" if act.kind == "branch_created" else act.kind,
            repository=act.repository,
            person=person,
            employer=employer_of(act.person),
            is_bot=act.person.is_bot,
            at=act.occurred_at,
            object_id=act.delivery_id,
        )
    for commit in _listed(act):
        yield Activity(
            kind="commit_authored",
            repository=act.repository,
            person=people.behind(commit.author, act.repository),
            employer=employer_of(commit.author),
            is_bot=commit.author.is_bot,
            at=commit.authored_at.astimezone(UTC),
            object_id=commit.sha,
        )


def _tell_item(act: Act, person: str, items: dict[int, Item], people: "_People") -> None:
    subject = act.subject
    if subject is None:
        return
    item = items.setdefault(
        subject.number,
        Item(
            kind=subject.kind,
            repository=act.repository,
            author=people.behind(subject.author, act.repository),
            author_is_bot=subject.author.is_bot,
            opened_at=subject.opened_at,
        ),
    )
    if act.kind in _ENDINGS | _REOPENINGS:
        item.endings.append((act.occurred_at, act.kind))
    if person == item.author or act.person.is_bot:
        return
    if act.kind in _ANSWERS:
        item.answers.append(act.occurred_at)
    if act.kind in _REVIEWS:
        item.reviews.append(act.occurred_at)


class _People:
    """Who stands behind the accounts: accounts that used one e-mail are one person.

    A commit tells its author's e-mail, a Gitee delivery also that of every account it names.
    """

    def __init__(self, acts: Iterable[Act]) -> None:
        self._parents: dict[str, str] = {}
        for act in acts:
            if act.repository.platform == "gitee":
                self._join(_account(act.person, act.repository), act.person.email)
            for commit in _listed(act):
                self._join(_account(commit.author, act.repository), commit.author.email)

    def behind(self, person: Person, repository: Repository) -> str:
        """The identity of whoever used this account, or only this e-mail, in a repository."""
        return self._root(_account(person, repository))

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        if first != second:
            self._parents[second] = first

    def _root(self, name: str) -> str:
        while (parent := self._parents.get(name, name)) != name:
            name = parent
        return name


def _listed(act: Act) -> tuple[Commit, ...]:
    if act.kind != "push":
        return ()
    return act.commits if act.repository.platform == "github" else listed_commits(act)


def _account(person: Person, repository: Repository) -> str:
    account = person.accounts.get(repository.platform)
    return f"{repository.platform}:{account.number}" if account else person.email

"""Steps become acts: walked in the order of time, each gets its numbers and how things stood then."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Literal
from uuid import UUID

from producers.simulator.community import Person
from producers.simulator.programme import Repository
from producers.simulator.story import Commit, Kind, Step, Thread

NO_COMMIT = "0" * 40

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An issue or a pull request as it stands right after an act."""

    kind: Literal["issue", "pull_request"]
    number: int
    place: int
    """Its number within the repository; issues and pull requests share the count on GitHub."""
    author: Person
    title: str
    body: str
    opened_at: datetime
    updated_at: datetime
    state: str
    comment_count: int = 0
    review_comment_count: int = 0
    commit_count: int = 0
    closed_at: datetime | None = None
    merged_at: datetime | None = None
    merged_by: Person | None = None
    head_ref: str = ""
    head_is_fork: bool = True
    head_sha: str = NO_COMMIT
    base_sha: str = NO_COMMIT
    merge_sha: str | None = None

    @property
    def letters(self) -> str:
        """How Gitee numbers an issue: `I` and five digits to the base of 36."""
        rest, letters = self.number, ""
        for _ in range(5):
            rest, digit = divmod(rest, len(_DIGITS))
            letters = _DIGITS[digit] + letters
        return "I" + letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A repository's counters right after an act."""

    stars: int = 0
    forks: int = 0
    open_issues: int = 0
    pushed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that somebody did, with all that its delivery says; one act is one delivery.

    `number` is the forge's id of what the act made (a comment, a review, a release).
    `occurred_at` is what the payload tells: to the second, UTC.
    """

    delivery_id: str
    kind: Kind
    occurred_at: datetime
    repository: Repository
    person: Person
    standing: Standing
    number: int
    parent_number: int = 0
    subject: Subject | None = None
    commits: tuple[Commit, ...] = ()
    known_commits: frozenset[str] = frozenset()
    head: Commit | None = None
    ref: str = ""
    before: str = NO_COMMIT
    after: str = NO_COMMIT
    state: str = ""
    text: str = ""


def chronicle(steps: Iterable[Step], *, rng: Random, first_number: int) -> Iterator[Act]:
    """The acts that the steps, sorted by time, amount to."""
    book = _Book(rng, first_number)
    for step in steps:
        yield book.write(step)


class _Book:
    def __init__(self, rng: Random, first_number: int) -> None:
        self.rng = rng
        self.number = first_number
        self.subjects: dict[Thread, Subject] = {}
        self.standings: dict[Repository, Standing] = defaultdict(Standing)
        self.heads: dict[tuple[Repository, str], Commit] = {}
        self.places: dict[tuple[Repository, str], int] = defaultdict(int)
        self.releases: dict[tuple[Repository, str], int] = {}
        self.last_review: dict[Thread, int] = {}

    def next_number(self) -> int:
        self.number += self.rng.randrange(1, 900)
        return self.number

    def write(self, step: Step) -> Act:
        number = self._number(step)
        subject = self._subject(step)
        before = self.heads.get((step.repository, step.ref))
        self._move_heads(step)
        head = self._head(step)
        self.standings[step.repository] = self._standing(step)
        parent_number = 0
        if step.thread is not None:
            if step.kind == "pull_request_reviewed":
                self.last_review[step.thread] = number
            parent_number = self.last_review.get(step.thread, 0)
        return Act(
            delivery_id=str(UUID(int=self.rng.getrandbits(128), version=4)),
            kind=step.kind,
            occurred_at=step.at,
            repository=step.repository,
            person=step.person,
            standing=self.standings[step.repository],
            number=number,
            parent_number=parent_number,
            subject=subject,
            commits=step.commits,
            known_commits=step.known_commits,
            head=head,
            ref=step.ref,
            before=before.sha if before else self._parent(step),
            after=head.sha if head else NO_COMMIT,
            state=step.state,
            text=step.text,
        )

    def _number(self, step: Step) -> int:
        if not step.kind.startswith("release_"):
            return self.next_number()
        key = (step.repository, step.ref)
        return self.releases.setdefault(key, self.next_number())

    def _parent(self, step: Step) -> str:
        """A new branch or tag comes from nothing; the default branch was there before the hook."""
        was_there = (
            step.ref == f"refs/heads/{step.repository.default_branch}" or step.kind == "ping"
        )
        return step.commits[0].parent_sha if was_there and step.commits else NO_COMMIT

    def _move_heads(self, step: Step) -> None:
        main = (step.repository, f"refs/heads/{step.repository.default_branch}")
        if step.kind == "push":
            self.heads[step.repository, step.ref] = step.commits[-1]
        elif step.kind in ("tag_pushed", "branch_created") and main in self.heads:
            self.heads[step.repository, step.ref] = self.heads[main]

    def _head(self, step: Step) -> Commit | None:
        if step.kind in ("commit_commented", "ping"):
            return step.commits[-1] if step.commits else None
        return self.heads.get((step.repository, step.ref))

    def _standing(self, step: Step) -> Standing:
        old = self.standings[step.repository]
        change = {
            "repository_starred": {"stars": old.stars + 1},
            "repository_unstarred": {"stars": old.stars - 1},
            "repository_forked": {"forks": old.forks + 1},
            "push": {"pushed_at": step.at},
            "tag_pushed": {"pushed_at": step.at},
            "branch_created": {"pushed_at": step.at},
        }.get(step.kind, {})
        _, _, deed = step.kind.rpartition("_")
        if step.thread is not None and deed in ("opened", "reopened"):
            change = {"open_issues": old.open_issues + 1}
        elif step.thread is not None and deed in ("closed", "merged"):
            change = {"open_issues": old.open_issues - 1}
        return replace(old, **change)  # type: ignore[arg-type]

    def _subject(self, step: Step) -> Subject | None:
        thread = step.thread
        if thread is None or step.kind in ("push", "branch_created"):
            return None
        old = self.subjects.get(thread) or self._opened(thread)
        self.subjects[thread] = _after(step, old)
        return self.subjects[thread]

    def _opened(self, thread: Thread) -> Subject:
        counted = "all" if thread.repository.platform == "github" else thread.kind
        self.places[thread.repository, counted] += 1
        main = (thread.repository, f"refs/heads/{thread.repository.default_branch}")
        base = self.heads.get(main)
        return Subject(
            kind=thread.kind,
            number=self.next_number(),
            place=self.places[thread.repository, counted],
            author=thread.author,
            title=thread.title,
            body=thread.body,
            opened_at=thread.opened_at,
            updated_at=thread.opened_at,
            state="open",
            head_ref=thread.head_ref,
            head_is_fork=thread.head_is_fork,
            base_sha=base.sha if base else f"{self.rng.getrandbits(160):040x}",
            merge_sha=f"{self.rng.getrandbits(160):040x}" if thread.commits else None,
        )


def _after(step: Step, old: Subject) -> Subject:
    """How an issue or pull request stands after a step."""
    change: dict[str, object] = {"updated_at": step.at}
    match step.kind:
        case "issue_commented" | "pull_request_commented":
            change["comment_count"] = old.comment_count + 1
        case "review_commented":
            change["review_comment_count"] = old.review_comment_count + 1
        case "issue_progressing":
            change["state"] = "progressing"
        case "issue_reopened" | "pull_request_reopened":
            change |= {"state": "open", "closed_at": None}
        case "pull_request_opened" | "pull_request_updated":
            change["commit_count"] = old.commit_count + len(step.commits)
            change["head_sha"] = step.commits[-1].sha
        case "issue_closed" | "pull_request_closed" | "pull_request_merged":
            change |= _ended(step)
    return replace(old, **change)  # type: ignore[arg-type]


def _ended(step: Step) -> dict[str, object]:
    if step.kind != "pull_request_merged":
        return {"state": step.state or "closed", "closed_at": step.at}
    return {
        "state": "merged",
        "updated_at": step.at - timedelta(seconds=1),
        "closed_at": step.at,
        "merged_at": step.at,
        "merged_by": step.person,
        "merge_sha": step.commits[-1].sha,
    }

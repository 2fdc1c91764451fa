"""What a story is made of: commits, threads (an issue or a pull request) and the steps they take."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from math import log
from random import Random
from typing import Literal

from producers.simulator.community import Community, Person, Role
from producers.simulator.programme import Platform, Project, Repository

Kind = Literal[
    "ping",
    "push",
    "branch_created",
    "tag_created",
    "tag_pushed",
    "issue_opened",
    "issue_progressing",
    "issue_closed",
    "issue_reopened",
    "issue_commented",
    "pull_request_opened",
    "pull_request_updated",
    "pull_request_merged",
    "pull_request_closed",
    "pull_request_reopened",
    "pull_request_commented",
    "pull_request_reviewed",
    "review_commented",
    "commit_commented",
    "repository_starred",
    "repository_watched",
    "repository_unstarred",
    "repository_forked",
    "release_created",
    "release_published",
    "release_released",
]
"""One delivery each. Watching is the second delivery of a star, `release_created` and
`release_released` the first and third of a release: GitHub sends them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit; `authored_at` carries its author's own offset."""

    sha: str
    tree_sha: str
    parent_sha: str
    author: Person
    authored_at: datetime
    message: str
    added: tuple[str, ...]
    modified: tuple[str, ...]
    removed: tuple[str, ...]
    made_by_forge: bool
    """The forge wrote it when somebody pressed the merge button."""
    is_merge: bool


@dataclass(slots=True, kw_only=True, eq=False)
class Thread:
    """An issue or a pull request while its story is told."""

    kind: Literal["issue", "pull_request"]
    repository: Repository
    author: Person
    opened_at: datetime
    title: str
    body: str
    head_ref: str = ""
    head_is_fork: bool = True
    commits: list[Commit] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Somebody does one thing that the forge tells of in one delivery."""

    at: datetime
    kind: Kind
    repository: Repository
    person: Person
    thread: Thread | None = None
    commits: tuple[Commit, ...] = ()
    known_commits: frozenset[str] = frozenset()
    """Those of the commits that the repository had on another branch already."""
    ref: str = ""
    state: str = ""
    text: str = ""


_HOURS = (1, 1, 1, 1, 1, 1, 1, 2, 5, 9, 10, 9, 5, 7, 10, 10, 9, 8, 5, 4, 5, 6, 4, 2)
_FILES = ("src/core", "src/net", "src/store", "docs/guide", "tests/test_core", "README")


class Stage:
    """Chance and the cast, as the scenes need them; the same seed makes the same choices."""

    def __init__(self, rng: Random, community: Community) -> None:
        self.rng = rng
        self.community = community
        self.projects = {project.project_id: project for project in community.projects}
        self._members = {
            project_id: tuple(community.members(project_id)) for project_id in self.projects
        }
        self._head: dict[str, str] = {}
        self._present: dict[
            tuple[str, Platform, tuple[Role, ...], datetime], tuple[Person, ...]
        ] = {}

    def project(self, repository: Repository) -> Project:
        """The project a repository belongs to."""
        return self.projects[repository.project_id]

    def chance(self, probability: float) -> bool:
        """Whether something of that probability happens."""
        return self.rng.random() < probability

    def day(self, project: Project) -> datetime:
        """The start of a day of the history, drawn as the project's rhythm has it."""
        length = (self.community.ends_at - self.community.starts_at).days
        while True:
            place = self.rng.random()
            busy = {
                "steady": 0.8,
                "growing": 0.15 + 0.85 * place,
                "fading": max(0.06, 1.0 - 1.25 * place),
            }[project.rhythm]
            day = self.community.starts_at + timedelta(days=int(place * length))
            weekend = 0.4 if day.weekday() >= 5 else 1.0
            if self.chance(busy * weekend):
                return day

    def hour(self, day: datetime, person: Person) -> datetime:
        """A moment of that day at which this person is awake where they live."""
        local_hour = self.rng.choices(range(24), weights=_HOURS)[0]
        seconds = local_hour * 3600 + self.rng.randrange(3600) - person.utc_offset_minutes * 60
        return max(day + timedelta(seconds=seconds), self.community.starts_at)

    def later(self, moment: datetime, *, hours: float) -> datetime:
        """Some time after `moment`; `hours` is the median of a long-tailed wait."""
        waited = self.rng.lognormvariate(log(hours), 1.0) * 3600
        return moment.replace(microsecond=0) + timedelta(seconds=max(45, int(waited)))

    def someone(
        self,
        repository: Repository,
        at: datetime,
        *,
        besides: Sequence[Person] = (),
        roles: Sequence[Role] = ("maintainer", "regular", "casual", "newcomer"),
    ) -> Person | None:
        """A human who is around that day and has an account on that forge, if there is one."""
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        around = self._around(repository.project_id, repository.platform, tuple(roles), day)
        people = [person for person in around if person not in besides]
        if not people:
            return None
        return self.rng.choices(people, weights=[person.weight for person in people])[0]

    def _around(
        self, project_id: str, platform: Platform, roles: tuple[Role, ...], day: datetime
    ) -> tuple[Person, ...]:
        key = (project_id, platform, roles, day)
        if key not in self._present:
            self._present[key] = tuple(
                person
                for person in self._members[project_id]
                if platform in person.accounts and person.role in roles and person.takes_part(day)
            )
        return self._present[key]

    def commit(
        self,
        author: Person,
        at: datetime,
        *,
        message: str,
        made_by_forge: bool = False,
        is_merge: bool = False,
    ) -> Commit:
        """A commit that `author` wrote at that time."""
        sha = f"{self.rng.getrandbits(160):040x}"
        parent = self._head.get(author.person_id, f"{self.rng.getrandbits(160):040x}")
        self._head[author.person_id] = sha
        zone = timezone(timedelta(minutes=author.utc_offset_minutes))
        file = f"{self.rng.choice(_FILES)}_{self.rng.randrange(12)}.txt"
        adds, removes = self.chance(0.2), self.chance(0.05)
        return Commit(
            sha=sha,
            tree_sha=f"{self.rng.getrandbits(160):040x}",
            parent_sha=parent,
            author=author,
            authored_at=at.astimezone(zone),
            message=message,
            added=(file,) if adds else (),
            modified=() if adds or is_merge else (file,),
            removed=(f"old/{file}",) if removes else (),
            made_by_forge=made_by_forge,
            is_merge=is_merge,
        )

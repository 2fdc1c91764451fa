"""Conformance cases told as forges tell them: the deliveries that their histories would cause."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha1
from itertools import count
from random import Random
from typing import Any

import yaml
from conformance_cases import Case, Line
from conformance_deliveries import clone_deliveries, delivery, deployment_deliveries
from raw_events import RawEvent

from producers.simulator.chronicle import Act, chronicle
from producers.simulator.community import Account, Person
from producers.simulator.programme import Platform, Repository
from producers.simulator.story import Commit, Kind, Step, Thread

_MOMENTS: dict[tuple[str, str], Kind] = {
    ("opens", "issue"): "issue_opened",
    ("closes", "issue"): "issue_closed",
    ("reopens", "issue"): "issue_reopened",
    ("comments", "issue"): "issue_commented",
    ("opens", "pull"): "pull_request_opened",
    ("updates", "pull"): "pull_request_updated",
    ("closes", "pull"): "pull_request_closed",
    ("reopens", "pull"): "pull_request_reopened",
    ("comments", "pull"): "pull_request_commented",
    ("reviews", "pull"): "pull_request_reviewed",
    ("annotates", "pull"): "review_commented",
    ("merges", "pull"): "pull_request_merged",
}
_SINGLE: dict[str, Kind] = {
    "stars": "repository_starred",
    "forks": "repository_forked",
    "releases": "release_published",
}
PLATFORMS: tuple[Platform, ...] = ("github", "gitee")
_SOME_FILE: dict[str, tuple[str, ...]] = {"changing": ("README_0.txt",)}
_NUMBERS = count(9_800_000_000)


class Told:
    """The deliveries of many cases, each a world of its own, and the names that things got."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.repository_ids: dict[tuple[str, str], str] = {}
        self.events: list[RawEvent] = []
        self.projects: list[dict[str, Any]] = []
        for case in cases:
            world = _World(case)
            self.events.extend(world.deliveries())
            for name, repository in world.repositories.items():
                # A clone tells no number: alone it leaves the repository its name.
                self.repository_ids[case.name, name] = (
                    f"{repository.platform}:{repository.full_name}"
                    if all(_is_in_a_clone(line) for line in case.history if line.repository == name)
                    else repository.repository_id
                )
            self.projects.extend(world.projects())

    def portfolio(self) -> str:
        """The portfolio file that lists the cases' projects."""
        head = {"id": "conformance", "name_en": "Conformance", "name_zh": "一致性"}
        return yaml.safe_dump({"portfolio": head, "projects": self.projects}, allow_unicode=True)

    def scope_id(self, case: str, scope: str) -> str:
        """What the marts call a case's repository or, written `project NAME`, its project."""
        kind, _, name = scope.rpartition(" ")
        return f"{case}-{name}" if kind == "project" else self.repository_ids[case, name]


class _World:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.repositories: dict[str, Repository] = {}
        self.people: dict[str, Person] = {}
        self.threads: dict[tuple[str, str], Thread] = {}
        self.commits: dict[str, Commit] = {}
        self.names: dict[str, list[tuple[datetime, str]]] = {}

    def deliveries(self) -> Iterator[RawEvent]:
        lines = sorted(self.case.history, key=lambda line: line.at)
        for line in lines:
            if line.deed[0] == "deploys":
                yield from deployment_deliveries(line, self._repository(line.repository))
        for place in {line.repository for line in lines}:
            told = [
                commit
                for line in lines
                if line.repository == place and _is_in_a_clone(line)
                for commit in self._commits(replace(line, deed=line.deed[:-3]))
            ]
            yield from clone_deliveries(told, self._repository(place))
        steps = [step for line in lines for step in self._steps(line)]
        numbers = 1 + int(sha1(self.case.name.encode()).hexdigest()[:7], 16)  # noqa: S324
        for act in chronicle(
            steps, rng=Random(self.case.name), first_number=9_900_000_000 + numbers * 1000
        ):
            yield delivery(replace(act, repository=self._named(act)))

    def projects(self) -> Iterator[dict[str, Any]]:
        for name, members in self.case.projects.items():
            listed = [
                {"name": f"{r.platform}:{r.full_name}", "mirror": mirror}
                for r, mirror in ((self._repository(place), mirror) for place, mirror in members)
            ]
            about = {"name_en": name, "name_zh": "项目", "field": "other"}
            if name in self.case.homes:
                about["home_utc_offset"] = self.case.homes[name]
            yield {"id": f"{self.case.name}-{name}", **about, "repositories": listed}

    def _steps(self, line: Line) -> Iterator[Step]:
        repository, verb = self._repository(line.repository), line.deed[0]
        person = self._person(line.person)
        step = {"at": line.at.astimezone(UTC), "repository": repository, "person": person}
        main = f"refs/heads/{repository.default_branch}"
        if _is_in_a_clone(line):
            return
        if verb == "commits":
            commits = tuple(self._commits(line))
            on = f"refs/heads/{line.deed[-1]}" if "on" in line.deed else main
            yield Step(**step, kind="push", commits=commits, ref=on)  # type: ignore[arg-type]
        elif verb == "renames":
            self.names.setdefault(line.repository, []).append((line.at, line.deed[1]))
        elif verb == "deploys":
            return
        elif verb in _SINGLE:
            ref = f"refs/tags/{line.deed[1]}" if verb == "releases" else ""
            yield Step(**step, kind=_SINGLE[verb], ref=ref)  # type: ignore[arg-type]
        else:
            kind = _MOMENTS[verb, line.deed[1]]
            thread = self._thread(line, repository)
            own: tuple[Commit, ...] = ()
            if kind in ("pull_request_opened", "pull_request_updated", "pull_request_merged"):
                name = line.deed[-1] if "at" in line.deed else f"{line.deed[2]}@{line.at}"
                own = (self._commit(name, line, person),)
                thread.commits.extend(own)
            state = line.deed[3] if verb == "reviews" and len(line.deed) > 3 else "commented"
            yield Step(**step, kind=kind, thread=thread, commits=own, state=state, text="Made up.")  # type: ignore[arg-type]

    def _commits(self, line: Line) -> Iterator[Commit]:
        """`commits a b`, `commits 40 times`, `commits a by bob`, `commits a with bob`.

        Then perhaps `adding x y`, `changing z`, `removing v`.
        """
        author, message = self._person(line.person), "Made up"
        names, paths = _paths(line.deed[1:])
        if "on" in names:
            names = names[: names.index("on")]
        if len(names) > 2 and names[-2] in ("by", "with"):
            other = self._person(names[-1])
            message += f"\n\nCo-authored-by: {names[-1]} <{other.email}>"
            author = other if names[-2] == "by" else author
            names = names[:-2]
        if names[-1] == "times":
            names = [f"{line.at}-{number}" for number in range(int(names[0]))]
        for name in names:
            yield self._commit(name, line, author, message=message, paths=paths)

    def _commit(
        self,
        name: str,
        line: Line,
        author: Person,
        *,
        message: str = "Made up",
        paths: dict[str, tuple[str, ...]] = _SOME_FILE,
    ) -> Commit:
        sha = sha1(f"{self.case.name}/{name}".encode()).hexdigest()  # noqa: S324
        return self.commits.setdefault(
            sha,
            Commit(
                sha=sha,
                tree_sha=sha,
                parent_sha=sha[::-1],
                author=author,
                authored_at=line.at,
                message=message,
                added=paths.get("adding", ()),
                modified=paths.get("changing", ()),
                removed=paths.get("removing", ()),
                made_by_forge=False,
                is_merge=False,
            ),
        )

    def _thread(self, line: Line, repository: Repository) -> Thread:
        _, kind, name, *_ = line.deed
        key = (kind, name)
        if key not in self.threads:
            opened_at, author = self._opening(kind, name)
            self.threads[key] = Thread(
                kind="issue" if kind == "issue" else "pull_request",
                repository=repository,
                author=author,
                opened_at=opened_at,
                title=f"About {name}",
                body="Made up.",
                head_ref=f"topic-{name}",
            )
        return self.threads[key]

    def _opening(self, kind: str, name: str) -> tuple[datetime, Person]:
        line = next(a for a in self.case.history if a.deed[:3] == ("opens", kind, name))
        return line.at.astimezone(UTC), self._person(line.person)

    def _repository(self, place: str) -> Repository:
        """`gitee:lamp` is one on Gitee, every other name one on GitHub."""
        if place not in self.repositories:
            platform: Platform = "gitee" if place.startswith("gitee:") else "github"
            self.repositories[place] = Repository(
                platform=platform,
                number=next(_NUMBERS),
                owner_number=next(_NUMBERS),
                hook_number=next(_NUMBERS),
                project_id="",
                owner=self.case.name,
                name=place.removeprefix("gitee:"),
                description="Made up",
                language="C",
                default_branch="main",
                weight=1.0,
                is_mirror=False,
                created_at=datetime(2020, 1, 1, tzinfo=UTC),
            )
        return self.repositories[place]

    def _named(self, act: Act) -> Repository:
        """The repository under the name that it had at the time."""
        place = next(p for p, r in self.repositories.items() if r == act.repository)
        name = act.repository.name
        for since, later in self.names.get(place, []):
            name = later if act.occurred_at >= since else name
        return replace(act.repository, name=name)

    def _person(self, name: str) -> Person:
        if name not in self.people:
            login = f"{self.case.name}-{name}"
            is_bot = name.endswith("[bot]")
            self.people[name] = Person(
                person_id=login,
                role="bot" if is_bot else "regular",
                email=self.case.addresses.get(
                    name, f"{login.replace('[', '.').replace(']', '')}@conformance.example"
                ),
                utc_offset_minutes=0,
                project_ids=(),
                presence=(),
                weight=1.0,
                accounts={
                    platform: Account(
                        platform=platform,
                        number=next(_NUMBERS),
                        login=login,
                        display_name=login,
                        is_bot=is_bot,
                    )
                    for platform in PLATFORMS
                },
            )
        return self.people[name]


def _is_in_a_clone(line: Line) -> bool:
    return line.deed[-3:] == ("in", "a", "clone")


def _paths(words: Iterable[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """What stands before `adding`, `changing` and `removing`, and the paths after each."""
    names: list[str] = []
    paths: dict[str, tuple[str, ...]] = {}
    change = ""
    for word in words:
        if word in ("adding", "changing", "removing"):
            change = word
        elif change:
            paths[change] = (*paths.get(change, ()), word)
        else:
            names.append(word)
    return names, paths or _SOME_FILE

"""What happens in a community over a year: scenes drawn until exactly so many deliveries are told."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from producers.simulator import scenes
from producers.simulator.community import Person
from producers.simulator.programme import Repository
from producers.simulator.pull_requests import pull_request
from producers.simulator.scripted import scripted_scenes
from producers.simulator.story import Commit, Stage, Step
from producers.simulator.telling import saying

_KINDS = ("issue", "pull_request", "bot_pull_request", "push", "star", "fork", "release")
_WEIGHTS = (0.36, 0.3, 0.04, 0.14, 0.11, 0.03, 0.02)
_PATIENCE = 40
"""Scenes in a row that may turn out too long for what is left before single comments fill it up."""

Scene = Callable[[Stage, Repository, Person, datetime], list[Step]]


def plot(stage: Stage, *, deliveries: int) -> list[Step]:
    """Steps in the order of their times; there are exactly `deliveries` of them."""
    plan = _Plan(stage, deliveries)
    plan.open_hooks()
    plan.link_accounts()
    for steps in scripted_scenes(stage):
        plan.add(steps)
    plan.draw_scenes()
    plan.sync_mirrors()
    plan.fill_up()
    return sorted(plan.steps, key=lambda step: step.at)


class _Plan:
    def __init__(self, stage: Stage, deliveries: int) -> None:
        self.stage = stage
        self.deliveries = deliveries
        self.steps: list[Step] = []
        self.interested: set[tuple[str, str, str]] = set()
        self.tags: dict[str, int] = {}
        repositories = stage.community.repositories
        self.sources = {
            mirror: next(
                repository
                for repository in repositories
                if repository.full_name == mirror.full_name and not repository.is_mirror
            )
            for mirror in repositories
            if mirror.is_mirror
        }
        self.sync_count = min(52, deliveries // 120)

    @property
    def left(self) -> int:
        return self.deliveries - len(self.steps)

    def add(self, steps: Iterable[Step], *, reserve: int = 0) -> bool:
        """Take the steps that lie in the history, unless they are more than may still be told."""
        ends_at = self.stage.community.ends_at
        told = [step for step in steps if step.at < ends_at]
        if len(told) > self.left - reserve:
            return False
        self.steps.extend(told)
        return True

    def open_hooks(self) -> None:
        """Each repository's hook is tried out when it is installed."""
        starts_at = self.stage.community.starts_at
        for place, repository in enumerate(self.stage.community.repositories):
            admin = self._maintainer(repository)
            at = starts_at + timedelta(minutes=place)
            self.add([scenes.ping(self.stage, repository, admin, at)])
            if not repository.is_mirror:
                first = scenes.direct_push(self.stage, repository, admin, at + timedelta(hours=1))
                self.add(first[:1])

    def link_accounts(self) -> None:
        """Whoever has accounts on both forges commits under the same e-mail on both."""
        community = self.stage.community
        for person in community.people:
            if len(person.accounts) < 2:
                continue
            joined_at = person.presence[0][0]
            for platform in sorted(person.accounts):
                repository = self.stage.rng.choice(
                    [
                        candidate
                        for candidate in community.repositories
                        if candidate.platform == platform and not candidate.is_mirror
                    ]
                )
                at = min(
                    self.stage.later(joined_at, hours=40), community.ends_at - timedelta(hours=1)
                )
                self.add(scenes.direct_push(self.stage, repository, person, at)[:1])

    def draw_scenes(self) -> None:
        """Scenes as chance has them, until none fits any more."""
        misses = 0
        while self.left > self.sync_count and misses < _PATIENCE:
            repository = self._repository()
            steps = self._scene(repository)
            if steps and self.add(steps, reserve=self.sync_count):
                misses = 0
            else:
                misses += 1

    def sync_mirrors(self) -> None:
        """Now and then a maintainer pushes to the mirror what its source has got meanwhile."""
        community = self.stage.community
        length = community.ends_at - community.starts_at
        for mirror, source in self.sources.items():
            main = f"refs/heads/{source.default_branch}"
            pushes = sorted(
                (s for s in self.steps if s.repository == source and s.ref == main and s.commits),
                key=lambda step: step.at,
            )
            synced: set[str] = set()
            for place in range(1, self.sync_count + 1):
                at = community.starts_at + length * place / (self.sync_count + 1)
                fresh = _unsynced(pushes, before=at, synced=synced)
                if not fresh:
                    continue
                synced.update(commit.sha for commit in fresh)
                step = Step(
                    at=at.replace(microsecond=0),
                    kind="push",
                    repository=mirror,
                    person=self._maintainer(mirror),
                    commits=fresh,
                    ref=f"refs/heads/{mirror.default_branch}",
                )
                self.add([step])

    def fill_up(self) -> None:
        """Single comments on what is there, or new issues where nothing is, make the count exact."""
        opened = [step for step in self.steps if step.kind == "issue_opened"]
        while self.left:
            first = self.stage.rng.choice(opened) if opened else None
            step = self._late_comment(first) if first else None
            if step is None or not self.add([step]):
                self.add(self._plain_issue())

    def _late_comment(self, opened: Step) -> Step | None:
        ends_at = self.stage.community.ends_at
        span = (ends_at - opened.at).total_seconds()
        at = opened.at + timedelta(seconds=max(60, int(self.stage.rng.random() * span)))
        person = self.stage.someone(opened.repository, at)
        if person is None:
            return None
        return Step(
            at=at,
            kind="issue_commented",
            repository=opened.repository,
            person=person,
            thread=opened.thread,
            text=saying(self.stage, opened.repository),
        )

    def _plain_issue(self) -> list[Step]:
        repository = self.stage.community.repositories[0]
        author = self._maintainer(repository)
        at = self.stage.hour(self.stage.day(self.stage.project(repository)), author)
        return scenes.begin_issue(self.stage, repository, author, at).steps

    def _repository(self) -> Repository:
        repositories = self.stage.community.repositories
        weights = [
            repository.weight * self.stage.project(repository).share for repository in repositories
        ]
        return self.stage.rng.choices(repositories, weights=weights)[0]

    def _maintainer(self, repository: Repository) -> Person:
        return next(
            person
            for person in self.stage.community.people
            if person.role == "maintainer"
            and repository.project_id in person.project_ids
            and repository.platform in person.accounts
        )

    def _scene(self, repository: Repository) -> list[Step]:
        stage = self.stage
        kind = stage.rng.choices(_KINDS, weights=_WEIGHTS)[0]
        day = stage.day(stage.project(repository))
        if repository.is_mirror:
            kind = "issue"
        if kind in ("star", "fork"):
            return self._interest(repository, day, kind=kind)
        if kind == "bot_pull_request":
            bot = stage.community.bot
            has_bot = repository.platform in bot.accounts
            return pull_request(stage, repository, bot, stage.hour(day, bot)) if has_bot else []
        author = self._author(repository, day, kind=kind)
        if author is None:
            return []
        at = stage.hour(day, author)
        if kind == "release":
            self.tags[repository.repository_id] = self.tags.get(repository.repository_id, 0) + 1
            tag = f"v0.{self.tags[repository.repository_id]}.0"
            return scenes.release(repository, author, at, tag=tag)
        scene: Scene = {
            "issue": scenes.issue,
            "pull_request": pull_request,
            "push": scenes.direct_push,
        }[kind]
        return scene(stage, repository, author, at)

    def _author(self, repository: Repository, day: datetime, *, kind: str) -> Person | None:
        if kind not in ("push", "release"):
            return self.stage.someone(repository, day)
        return self.stage.someone(repository, day, roles=("maintainer",))

    def _interest(self, repository: Repository, day: datetime, *, kind: str) -> list[Step]:
        """A star or a fork by somebody who has not given one; Gitee tells of neither."""
        people = [
            person
            for person in self.stage.community.people
            if "github" in person.accounts
            and (kind, person.person_id, repository.repository_id) not in self.interested
        ]
        if repository.platform == "gitee" or not people:
            return []
        person = self.stage.rng.choice(people)
        at = self.stage.hour(day, person)
        if kind == "fork":
            steps = scenes.fork(repository, person, at)
        else:
            is_taken_back = len(self.interested) % 12 == 3
            steps = scenes.star(self.stage, repository, person, at, is_taken_back=is_taken_back)
        if self.left - self.sync_count >= len(steps):
            self.interested.add((kind, person.person_id, repository.repository_id))
        return steps


def _unsynced(pushes: list[Step], *, before: datetime, synced: set[str]) -> tuple[Commit, ...]:
    fresh: dict[str, Commit] = {}
    for push in pushes:
        if push.at < before:
            fresh.update({c.sha: c for c in push.commits if c.sha not in synced})
    return tuple(fresh.values())

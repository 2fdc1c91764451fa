"""Who takes part in the simulated programme, from a seed: people, their accounts, their presence."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from producers.simulator.programme import (
    PROJECTS,
    Platform,
    Project,
    Repository,
    make_repositories,
)

Role = Literal["maintainer", "regular", "casual", "newcomer", "bot"]

HISTORY_DAYS = 371
"""A week more than the longest window, so that every window is covered from its first day."""

_FIRST_NUMBER = 9_000_000_000
"""Ids start above every id a forge has given out, so that none of them is a real thing's."""

_BIRDS = (
    ("heron", "苍鹭"), ("wren", "鹪鹩"), ("crane", "白鹤"), ("finch", "燕雀"), ("swift", "雨燕"),
    ("magpie", "喜鹊"), ("plover", "鸻鸟"), ("lark", "云雀"), ("egret", "白鹭"), ("robin", "知更"),
)  # fmt: skip
_OFFSETS = (480, 480, 480, 480, 480, 480, 0, 60, 120, 330, 540, -300, -420)
"""Minutes east of UTC, weighted towards the programme's home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one forge calls a person."""

    platform: Platform
    number: int
    login: str
    display_name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A human or a bot; `presence` lists the stretches of time in which they take part."""

    person_id: str
    role: Role
    email: str
    utc_offset_minutes: int
    project_ids: tuple[str, ...]
    presence: tuple[tuple[datetime, datetime], ...]
    weight: float
    accounts: dict[Platform, Account] = field(hash=False, compare=False)

    @property
    def is_bot(self) -> bool:
        """Whether this is a machine's account."""
        return self.role == "bot"

    def takes_part(self, moment: datetime) -> bool:
        """Whether this person is around at that moment."""
        return any(start <= moment < end for start, end in self.presence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Everyone and everything there is before anything happens."""

    starts_at: datetime
    ends_at: datetime
    projects: tuple[Project, ...]
    repositories: tuple[Repository, ...]
    people: tuple[Person, ...]
    bot: Person

    def members(self, project_id: str) -> Iterator[Person]:
        """The humans who ever take part in a project."""
        return (person for person in self.people if project_id in person.project_ids)


def make_community(rng: Random, *, as_of: datetime, people_count: int) -> Community:
    """The cast: who belongs where, has which accounts, and is around when."""
    starts_at = as_of - timedelta(days=HISTORY_DAYS)
    numbers = _numbers(rng)
    repositories = make_repositories(numbers, starts_at=starts_at)
    platforms = {
        project.project_id: {r.platform for r in repositories if r.project_id == project.project_id}
        for project in PROJECTS
    }
    people: list[Person] = []
    for project in PROJECTS:
        for place in range(max(3, round(people_count * project.people_share))):
            people.append(
                _person(
                    rng, len(people), place=place, project=project, platforms=platforms,
                    numbers=numbers, lifetime=(starts_at, as_of),
                )
            )  # fmt: skip
    return Community(
        starts_at=starts_at,
        ends_at=as_of,
        projects=PROJECTS,
        repositories=repositories,
        people=tuple(people),
        bot=_bot(numbers, lifetime=(starts_at, as_of)),
    )


def _numbers(rng: Random) -> Iterator[int]:
    number = _FIRST_NUMBER
    while True:
        number += rng.randrange(1, 5000)
        yield number


def _person(
    rng: Random,
    index: int,
    *,
    place: int,
    project: Project,
    platforms: dict[str, set[Platform]],
    numbers: Iterator[int],
    lifetime: tuple[datetime, datetime],
) -> Person:
    role = _role(place)
    second = rng.choice(PROJECTS).project_id if rng.random() < 0.2 else project.project_id
    own: list[Platform] = sorted(platforms[project.project_id])
    if role in ("casual", "newcomer"):
        own = [rng.choice(own)]
    elif role == "regular" and len(own) == 1 and rng.random() < 0.25:
        own = ["gitee", "github"]
    bird, bird_zh = _BIRDS[index % len(_BIRDS)]
    login = f"simulated-{bird}-{index:02d}"
    return Person(
        person_id=f"person-{index:04d}",
        role=role,
        email=f"{bird}.{index:02d}@simulated.example",
        utc_offset_minutes=480 if project.project_id == "ferry" else rng.choice(_OFFSETS),
        project_ids=tuple(sorted({project.project_id, second})),
        presence=_presence(rng, role=role, project=project, lifetime=lifetime),
        weight={"maintainer": 6.0, "regular": 2.5, "casual": 0.8}.get(role, 1.0),
        accounts={
            platform: Account(
                platform=platform,
                number=next(numbers),
                login=login,
                display_name=f"模拟贡献者·{bird_zh}{index:02d}"
                if platform == "gitee"
                else f"Simulated {bird.capitalize()} {index:02d}",
            )
            for platform in own
        },
    )


def _role(place: int) -> Role:
    if place < 2:
        return "maintainer"
    return ("regular", "casual", "newcomer", "regular", "casual")[place % 5]


def _presence(
    rng: Random, *, role: Role, project: Project, lifetime: tuple[datetime, datetime]
) -> tuple[tuple[datetime, datetime], ...]:
    """When somebody is around: the whole time, for a while, in two stretches, or only lately."""
    starts_at, ends_at = lifetime
    days = (ends_at - starts_at).days
    if role == "maintainer":
        leaves = starts_at + timedelta(days=days * 0.72) if project.rhythm == "fading" else ends_at
        return ((starts_at, leaves),)
    if role == "newcomer":
        joins = starts_at + timedelta(days=rng.uniform(0.55, 0.97) * days)
        return ((joins, joins + timedelta(days=rng.uniform(10, 120))),)
    latest = {"growing": 0.95, "steady": 0.6, "fading": 0.35}[project.rhythm]
    place = rng.random() ** (0.45 if project.rhythm == "growing" else 1.0)  # most join late
    joins = starts_at + timedelta(days=place * latest * days)
    stays = timedelta(days=rng.uniform(40, 300))
    if project.rhythm == "fading":
        return ((joins, min(joins + stays, starts_at + timedelta(days=days * 0.75))),)
    if rng.random() < 0.35:  # drifts off, and comes back
        back = joins + stays * 0.4 + timedelta(days=rng.uniform(60, 150))
        return ((joins, joins + stays * 0.4), (back, back + stays))
    return ((joins, joins + stays),)


def _bot(numbers: Iterator[int], *, lifetime: tuple[datetime, datetime]) -> Person:
    login = "simulated-helper[bot]"
    return Person(
        person_id="bot-helper",
        role="bot",
        email="helper-bot@simulated.example",
        utc_offset_minutes=0,
        project_ids=tuple(project.project_id for project in PROJECTS),
        presence=(lifetime,),
        weight=0.0,
        accounts={
            "github": Account(
                platform="github",
                number=next(numbers),
                login=login,
                display_name=login,
                is_bot=True,
            )
        },
    )

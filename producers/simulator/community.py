"""Who takes part: projects, repositories and people of one simulated programme, from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Literal

Platform = Literal["github", "gitee"]
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
class Project:
    """One cultivated project; `rhythm` says how its activity develops over the year."""

    project_id: str
    name_en: str
    name_zh: str
    field: str
    city: str
    park: str
    stage: str
    rhythm: Literal["steady", "growing", "fading"]
    share: float
    """Its share of everything that happens."""
    answered: float
    """The share of issues and pull requests that get an answer."""
    answer_hours: float
    """The median time an answer takes, where there is one."""
    people_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository on one forge."""

    platform: Platform
    number: int
    owner_number: int
    hook_number: int
    project_id: str
    owner: str
    name: str
    description: str
    language: str
    default_branch: str
    weight: float
    is_mirror: bool
    created_at: datetime

    @property
    def repository_id(self) -> str:
        """`<platform>:<number>`, as everywhere in the project."""
        return f"{self.platform}:{self.number}"

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"


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


_PROJECTS = (
    Project(
        project_id="lantern", name_en="Lantern (simulated)", name_zh="灯笼（模拟）", field="cloud computing",
        city="Simulated City East", park="Lakeside Software Park (simulated)", stage="graduated",
        rhythm="steady", share=0.28, answered=0.92, answer_hours=5, people_share=0.28,
    ),
    Project(
        project_id="abacus", name_en="Abacus (simulated)", name_zh="算盘（模拟）", field="big data",
        city="Simulated City West", park="Hillside Software Park (simulated)", stage="incubating",
        rhythm="steady", share=0.2, answered=0.8, answer_hours=18, people_share=0.2,
    ),
    Project(
        project_id="kite", name_en="Kite (simulated)", name_zh="风筝（模拟）", field="artificial intelligence",
        city="Simulated City East", park="Lakeside Software Park (simulated)", stage="incubating",
        rhythm="growing", share=0.22, answered=0.72, answer_hours=30, people_share=0.24,
    ),
    Project(
        project_id="loom", name_en="Loom (simulated)", name_zh="织机（模拟）", field="industrial software",
        city="Simulated City South", park="Riverside Software Park (simulated)", stage="incubating",
        rhythm="steady", share=0.12, answered=0.85, answer_hours=12, people_share=0.1,
    ),
    Project(
        project_id="ferry", name_en="Ferry (simulated)", name_zh="渡船（模拟）", field="operating systems",
        city="Simulated City West", park="Hillside Software Park (simulated)", stage="sandbox",
        rhythm="steady", share=0.11, answered=0.6, answer_hours=80, people_share=0.1,
    ),
    Project(
        project_id="teapot", name_en="Teapot (simulated)", name_zh="茶壶（模拟）", field="blockchain",
        city="Simulated City South", park="Riverside Software Park (simulated)", stage="sandbox",
        rhythm="fading", share=0.07, answered=0.45, answer_hours=60, people_share=0.08,
    ),
)  # fmt: skip

_REPOSITORIES: tuple[tuple[str, Platform, str, str, float, bool], ...] = (
    # project, platform, name, language, weight inside the project, is a mirror
    ("lantern", "github", "lantern", "Go", 0.75, False),
    ("lantern", "gitee", "lantern", "Go", 0.1, True),
    ("lantern", "github", "lantern-docs", "Markdown", 0.15, False),
    ("abacus", "github", "abacus", "Java", 0.6, False),
    ("abacus", "gitee", "abacus-connectors", "Java", 0.4, False),
    ("kite", "github", "kite", "Python", 1.0, False),
    ("loom", "github", "loom", "C++", 1.0, False),
    ("ferry", "gitee", "ferry", "C", 1.0, False),
    ("teapot", "github", "teapot", "Rust", 1.0, False),
)


def make_community(rng: Random, *, as_of: datetime, people_count: int) -> Community:
    """The cast: who belongs where, has which accounts, and is around when."""
    starts_at = as_of - timedelta(days=HISTORY_DAYS)
    numbers = _numbers(rng)
    repositories = tuple(
        _repository(row, numbers=numbers, starts_at=starts_at) for row in _REPOSITORIES
    )
    platforms = {
        project.project_id: {r.platform for r in repositories if r.project_id == project.project_id}
        for project in _PROJECTS
    }
    people: list[Person] = []
    for project in _PROJECTS:
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
        projects=_PROJECTS,
        repositories=repositories,
        people=tuple(people),
        bot=_bot(numbers, lifetime=(starts_at, as_of)),
    )


def _numbers(rng: Random) -> Iterator[int]:
    number = _FIRST_NUMBER
    while True:
        number += rng.randrange(1, 5000)
        yield number


def _repository(
    row: tuple[str, Platform, str, str, float, bool],
    *,
    numbers: Iterator[int],
    starts_at: datetime,
) -> Repository:
    project_id, platform, name, language, weight, is_mirror = row
    return Repository(
        platform=platform,
        number=next(numbers),
        owner_number=next(numbers),
        hook_number=next(numbers),
        project_id=project_id,
        owner=f"simulated-{project_id}",
        name=name,
        description=f"Simulated project {name}: made from a seed, nothing here is real"
        + (" (mirror)" if is_mirror else ""),
        language=language,
        default_branch="main" if platform == "github" else "master",
        weight=weight,
        is_mirror=is_mirror,
        created_at=starts_at - timedelta(days=400),
    )


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
    second = rng.choice(_PROJECTS).project_id if rng.random() < 0.2 else project.project_id
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
    latest = {"growing": 0.9, "steady": 0.6, "fading": 0.35}[project.rhythm]
    joins = starts_at + timedelta(days=rng.uniform(0, latest) * days)
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
        project_ids=tuple(project.project_id for project in _PROJECTS),
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

"""The simulated programme: its projects and their repositories, on both forges."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Platform = Literal["github", "gitee"]


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


PROJECTS = (
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

_Row = tuple[str, Platform, str, str, float, bool]

_REPOSITORIES: tuple[_Row, ...] = (
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


def make_repositories(numbers: Iterator[int], *, starts_at: datetime) -> tuple[Repository, ...]:
    """The programme's repositories; they are older than the history, which starts at `starts_at`."""
    return tuple(_repository(row, numbers=numbers, starts_at=starts_at) for row in _REPOSITORIES)


def _repository(
    row: _Row,
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

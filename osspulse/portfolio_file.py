"""The portfolio file: which projects a programme cultivates, and their repositories.

```yaml
portfolio:
  id: spring-2026
  name_en: Spring programme
  name_zh: 春季培育计划
projects:
  - id: lantern
    name_en: Lantern
    name_zh: 灯笼
    field: cloud computing
    foundation: Example Foundation      # optional, as are city, park, stage and home_utc_offset
    city: 深圳
    park: 示例软件园
    stage: incubating
    home_utc_offset: "+08:00"
    repositories:
      - github:lantern/lantern
      - {name: gitee:lantern/lantern, mirror: true}
```
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from osspulse.errors import WrongUsage

ProjectField = Literal[
    "internet",
    "cloud computing",
    "big data",
    "artificial intelligence",
    "autonomous driving",
    "blockchain",
    "operating systems",
    "industrial software",
    "other",
]
Stage = Literal["sandbox", "incubating", "graduated"]

_OFFSET = re.compile(r"([+-])([01]\d):([0-5]\d)")
_REPOSITORY = re.compile(r"(github|gitee):[^/\s:]+/[^/\s:]+")


def _minutes(value: Any) -> Any:
    match = _OFFSET.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('write it in quotes as "+08:00" or "-05:30"')
    sign, hours, minutes = match.groups()
    return int(f"{sign}{int(hours) * 60 + int(minutes)}")


def _repository(value: Any) -> Any:
    """A bare `platform:owner/name` is a repository that is no mirror."""
    return {"name": value} if isinstance(value, str) else value


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class ListedRepository(_Part):
    """A repository by any name it ever had; a mirror copies work that is done elsewhere."""

    name: str
    mirror: bool = False

    @model_validator(mode="after")
    def _is_well_named(self) -> Self:
        if not _REPOSITORY.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not github:owner/name or gitee:owner/name")
        return self

    @property
    def platform(self) -> str:
        """`github` or `gitee`."""
        return self.name.partition(":")[0]

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return self.name.partition(":")[2]


class Project(_Part):
    """One project of the portfolio."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name_en: str = Field(min_length=1)
    name_zh: str = Field(min_length=1)
    field: ProjectField
    foundation: str | None = None
    city: str | None = None
    park: str | None = None
    stage: Stage | None = None
    home_utc_offset: Annotated[int, BeforeValidator(_minutes)] | None = None
    repositories: tuple[Annotated[ListedRepository, BeforeValidator(_repository)], ...] = Field(
        min_length=1
    )


class Identity(_Part):
    """Which portfolio this is."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name_en: str = Field(min_length=1)
    name_zh: str = Field(min_length=1)


class Portfolio(_Part):
    """A checked portfolio file."""

    portfolio: Identity
    projects: tuple[Project, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_each_thing_once(self) -> Self:
        homes: dict[str, str] = {}
        seen: set[str] = set()
        for project in self.projects:
            if project.id in seen:
                raise ValueError(f"project {project.id}: id: listed twice")
            seen.add(project.id)
            for listed in project.repositories:
                # Names on both platforms are one whatever their case.
                home = homes.setdefault(listed.name.lower(), project.id)
                if home != project.id or listed is not _first(project, listed.name):
                    raise ValueError(
                        f"project {project.id}: repositories: {listed.name} is listed already"
                        f" in project {home}"
                    )
        return self


def read_portfolio(path: Path) -> Portfolio:
    """The portfolio of a file; raises WrongUsage that names the file, the project and the field."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongUsage(
            f"portfolio {path}: {error.strerror}; OSSPULSE_PORTFOLIO names the file"
        ) from None
    except UnicodeDecodeError:
        raise WrongUsage(f"portfolio {path}: is not UTF-8; save it as UTF-8") from None
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise WrongUsage(f"portfolio {path}: is not YAML: {problem}") from None
    try:
        return Portfolio.model_validate(document)
    except ValidationError as error:
        raise WrongUsage(f"portfolio {path}: {'; '.join(_problems(error, document))}") from None


def _first(project: Project, repository: str) -> ListedRepository:
    name = repository.lower()
    return next(each for each in project.repositories if each.name.lower() == name)


def _problems(error: ValidationError, document: Any) -> Iterator[str]:
    """Each thing that is wrong as `project <id>: <field>: <what>`."""
    for problem in error.errors():
        place = list(problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        if place[:1] == ["projects"] and len(place) > 1 and isinstance(place[1], int):
            yield f"project {_project_called(place[1], document)}: {_dotted(place[2:])}{message}"
        else:
            yield f"{_dotted(place)}{message}"


def _project_called(position: int, document: Any) -> str:
    project = document["projects"][position]
    name = project.get("id") if isinstance(project, dict) else None
    return str(name) if name else f"number {position + 1}"


def _dotted(place: list[int | str]) -> str:
    return f"{'.'.join(map(str, place))}: " if place else ""

"""The webhook secrets: one TOML file, several secrets per source, each with its time and its reach."""

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_core import ErrorDetails

from osspulse.errors import WrongUsage
from producers.sources.body_shapes import Subject

Source = Literal["github", "gitee"]
Mode = Literal["signature", "password"]

SHORTEST_SECRET = 16
"""Bytes. A shorter secret can be guessed from one signed delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """One secret that a hook signs with (or, in Gitee's password mode, sends)."""

    id: str
    value: bytes = field(repr=False)
    mode: Mode = "signature"
    not_before: datetime | None = None
    not_after: datetime | None = None
    repositories: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()

    def is_active(self, moment: datetime) -> bool:
        """Whether the secret counts at this moment: from `not_before` until just before `not_after`."""
        return (self.not_before is None or self.not_before <= moment) and (
            self.not_after is None or moment < self.not_after
        )

    @property
    def is_bound(self) -> bool:
        """Whether it speaks for some repositories or organisations only."""
        return bool(self.repositories or self.organisations)

    def serves(self, subject: Subject) -> bool:
        """Whether it may speak for this subject; a bound secret never does for an unknown one."""
        return not self.is_bound or bool(
            self.repositories & subject.full_names or self.organisations & subject.owner_names
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """All the secrets, in the order of the file."""

    github: tuple[Secret, ...] = ()
    gitee: tuple[Secret, ...] = ()


def _as_moment(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a time needs its zone, such as 2026-11-23T00:00:00Z")
    return value


_Moment = Annotated[datetime, BeforeValidator(_as_moment)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    secret: SecretStr
    not_before: _Moment | None = None
    not_after: _Moment | None = None
    repositories: list[str] = []
    organisations: list[str] = []

    @field_validator("secret")
    @classmethod
    def _is_long_enough(cls, value: SecretStr) -> SecretStr:
        length = len(value.get_secret_value().encode())
        if length < SHORTEST_SECRET:
            raise ValueError(f"{length} bytes are too few, use {SHORTEST_SECRET} or more")
        return value

    def as_secret(self, mode: Mode) -> Secret:
        return Secret(
            id=self.id,
            value=self.secret.get_secret_value().encode(),
            mode=mode,
            not_before=self.not_before,
            not_after=self.not_after,
            repositories=frozenset(name.lower() for name in self.repositories),
            organisations=frozenset(name.lower() for name in self.organisations),
        )


class _GiteeEntry(_Entry):
    mode: Mode = "signature"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    github: list[_Entry] = []
    gitee: list[_GiteeEntry] = []


def load_secrets(path: Path) -> Secrets:
    """The secrets of the file; raises WrongUsage: one line with the file, the entry and the problem."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        file = _File.model_validate(content)
    except FileNotFoundError:
        raise WrongUsage(f"secrets file {path} does not exist; {_HOW}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"secrets file {path} cannot be read: {type(error).__name__}") from None
    except tomllib.TOMLDecodeError as error:
        raise WrongUsage(f"secrets file {path} is not TOML: {error}") from None
    except ValidationError as error:
        problems = "; ".join(_problem(content, found) for found in error.errors())
        raise WrongUsage(f"secrets file {path}: {problems}") from None
    secrets = Secrets(
        github=tuple(entry.as_secret("signature") for entry in file.github),
        gitee=tuple(entry.as_secret(entry.mode) for entry in file.gitee),
    )
    _check_whole(path, secrets)
    return secrets


_HOW = (
    'give it an entry such as [[github]] id = "main" secret = "<16 bytes or more>", '
    "or set OSSPULSE_SECRETS_FILE"
)


def _check_whole(path: Path, secrets: Secrets) -> None:
    everything = [*secrets.github, *secrets.gitee]
    if not everything:
        raise WrongUsage(f"secrets file {path} has no secret; {_HOW}")
    for place, secret in enumerate(everything):
        if secret.id in {other.id for other in everything[:place]}:
            raise WrongUsage(f'secrets file {path}: the id "{secret.id}" is there twice')
        if secret.not_before and secret.not_after and secret.not_before >= secret.not_after:
            raise WrongUsage(
                f'secrets file {path}: "{secret.id}" ends (not_after) before it begins (not_before)'
            )


def _problem(content: dict[str, Any], found: ErrorDetails) -> str:
    """One problem as `[[github]] entry 2 "main", secret: ...`, without any value of the file."""
    message = found["msg"].removeprefix("Value error, ")
    if found["type"] == "extra_forbidden":
        message = "unknown key, is it mistyped?"
    source, *place = found["loc"]
    if not place:
        return f"{source}: {message}"
    number = int(place[0])
    keys = ".".join(map(str, place[1:])) or "entry"
    entry = content[str(source)][number]
    named = f' "{entry["id"]}"' if isinstance(entry, dict) and "id" in entry else ""
    return f"[[{source}]] entry {number + 1}{named}, {keys}: {message}"

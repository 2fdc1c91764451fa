"""Reads what Docker Compose reads: the Compose file with its defaults, and Dockerfiles."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"
DOCKERFILES = sorted((ROOT / "deploy").glob("*.Dockerfile"))

_VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?::?([-?])([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Variable:
    """One `${NAME…}` of the Compose file; `default` is None where it is required or unset."""

    name: str
    default: str | None
    refusal: str | None


def variables() -> set[Variable]:
    """Every variable that the Compose file takes from `.env`."""
    found = set()
    for name, kind, text in _VARIABLE.findall(COMPOSE_FILE.read_text()):
        found.add(Variable(name, text if kind == "-" else None, text if kind == "?" else None))
    return found | {Variable(name, None, None) for name in _passed_on()}


def compose() -> dict[str, Any]:
    """The Compose file where no variable is set; required ones stand as `<NAME>`."""
    content = yaml.safe_load(COMPOSE_FILE.read_text())
    filled: dict[str, Any] = _filled(content)
    return filled


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner) for inner in value]
    if isinstance(value, str):
        filled = _VARIABLE.sub(lambda m: m[3] if m[2] == "-" else f"<{m[1]}>", value)
        return filled.replace("$$", "$")
    return value


def _passed_on() -> set[str]:
    services = yaml.safe_load(COMPOSE_FILE.read_text())["services"]
    return {
        name
        for service in services.values()
        for name, value in service.get("environment", {}).items()
        if value is None
    }


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile, its continued lines joined, comments left out."""

    stage: int
    word: str
    rest: str


def instructions(dockerfile: Path) -> list[Instruction]:
    """The instructions in order; stage -1 is before the first FROM."""
    lines = [
        line for line in dockerfile.read_text().splitlines() if not line.lstrip().startswith("#")
    ]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    found, stage = [], -1
    for line in filter(None, map(str.strip, joined.splitlines())):
        word, _, rest = line.partition(" ")
        stage += word == "FROM"
        found.append(Instruction(stage, word, rest.strip()))
    return found


def copied(dockerfile: Path) -> set[str]:
    """The paths that a Dockerfile copies from the project, relative to its root."""
    return {
        source
        for one in instructions(dockerfile)
        if one.word == "COPY" and "--from=" not in one.rest
        for source in [word for word in one.rest.split() if not word.startswith("--")][:-1]
    }


def environment(dockerfile: Path) -> dict[str, str]:
    """The variables that the last stage sets."""
    last = instructions(dockerfile)[-1].stage
    return dict(
        pair.split("=", 1)
        for one in instructions(dockerfile)
        if one.word == "ENV" and one.stage == last
        for pair in one.rest.split()
    )

"""Read a YAML file of the operator into a model; what is wrong is named by line and key."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from osspulse.errors import WrongUsage

_SHOWN_PROBLEMS = 5


class Part(BaseModel):
    """A part of such a file: unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


File = TypeVar("File", bound=BaseModel)


def read_yaml(path: Path, model: type[File], *, called: str, setting: str) -> File:
    """The checked file; raises WrongUsage that names the file, the line and the key."""
    text = read_text(path, called=called, setting=setting)
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        document = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise WrongUsage(f"{called} {path}: is not YAML: {problem}") from None
    try:
        return model.model_validate(document)
    except ValidationError as error:
        problems = list(_problems(error, node))
        raise WrongUsage(f"{called} {path}: {shortened(problems)}") from None


def read_text(path: Path, *, called: str, setting: str) -> str:
    """The file's text; raises WrongUsage that names the file and the setting that led to it."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WrongUsage(f"{called} {path}: {error.strerror}; {setting} names the file") from None
    except UnicodeDecodeError:
        raise WrongUsage(f"{called} {path}: is not UTF-8; save it as UTF-8") from None


def shortened(problems: Sequence[str]) -> str:
    """The first few problems on one line, and how many more there are."""
    more = len(problems) - _SHOWN_PROBLEMS
    rest = [f"and {more} more"] if more > 0 else []
    return "; ".join([*problems[:_SHOWN_PROBLEMS], *rest])


def _problems(error: ValidationError, node: yaml.Node | None) -> Iterator[str]:
    for problem in error.errors():
        place = problem["loc"]
        # A rule that compares several parts says itself which of them it means.
        within = problem.get("ctx", {}).get("error")
        place = (*place, *getattr(within, "place", ()))
        message = problem["msg"].removeprefix("Value error, ")
        key = f"{'.'.join(map(str, place))}: " if place else ""
        yield f"line {_line(node, place)}: {key}{message}"


def _line(node: yaml.Node | None, place: Sequence[int | str]) -> int:
    """The line of the innermost part of `place` that the file has."""
    line = node.start_mark.line + 1 if node else 1
    for step in place:
        node = _child(node, step)
        if node is None:
            break
        line = node.start_mark.line + 1
    return line


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    children: dict[int | str, yaml.Node] = {}
    if isinstance(node, yaml.SequenceNode):
        children = dict(enumerate(node.value))
    if isinstance(node, yaml.MappingNode):
        children = {key.value: value for key, value in node.value}
    return children.get(step)


class Misplaced(ValueError):
    """A mistake that shows only beside other parts; `place` is the path to the wrong part."""

    def __init__(self, message: str, *place: int | str) -> None:
        super().__init__(message)
        self.place = place

"""Every line that the code can tell a person, read from its source.

A line is an error's message or a log's text; what is only known when it is told is written `…`.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ERRORS = {
    "OsspulseError",
    "WrongUsage",
    "Unavailable",
    "InvalidEvent",
    "LostHistory",
    "GateRefused",
    "PartFailed",
}
_LOGGED = {"warning", "error", "info"}


@dataclass(frozen=True, slots=True)
class Told:
    """A line, and how it is told: the error's name, or the log's level."""

    text: str
    kind: str
    file: Path


def told_lines(files: list[Path]) -> list[Told]:
    """The lines of these files, in order."""
    return [told for file in files for told in _told(file)]


def texts(files: list[Path]) -> set[str]:
    """Every text in these files, told or not; a part of another text is one, too."""
    return {
        _text(node, {})
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant | ast.JoinedStr)
    }


def _told(file: Path) -> Iterator[Told]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            kind = _kind(node.func)
            text = _text(node.args[0], constants)
            if kind and text.strip("…"):
                yield Told(text, kind, file)


def _kind(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name) and function.id in _ERRORS:
        return function.id
    if (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "logger"
        and function.attr in _LOGGED
    ):
        return function.attr
    return None


def _text(node: ast.expr, constants: dict[str, ast.expr]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(value, constants) for value in node.values)
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name):
        known = constants.get(node.value.id)
        return _text(known, {}) if isinstance(known, ast.Constant) else "…"
    if isinstance(node, ast.Name) and isinstance(constants.get(node.id), ast.Constant):
        return _text(constants[node.id], {})
    if isinstance(node, ast.BinOp):
        return _text(node.left, constants) + _text(node.right, constants)
    return "…"

"""Each fault that landing promises to stand has a test that says so, in its name or its first line."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PROMISED = {
    *(f"l{number:02}" for number in (*range(1, 24), 31, *range(33, 40), 52)),
    *(f"p{number}" for number in (*range(10, 19), 20, 21)),
}
_NUMBER = re.compile(r"(?<![a-z0-9])([lp]\d\d)(?![a-z0-9])", re.IGNORECASE)


def _said(tree: ast.Module) -> Iterator[str]:
    """Names of tests, and first lines of what is written about them and about their file."""
    yield (ast.get_docstring(tree) or "").partition("\n")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name.replace("_", " ")
            yield (ast.get_docstring(node) or "").partition("\n")[0]


def test_every_fault_of_landing_has_a_test_that_names_it() -> None:
    named = {
        number.lower()
        for file in TESTS.glob("[!c]*/test_*.py")
        for said in _said(ast.parse(file.read_text(encoding="utf-8")))
        for number in _NUMBER.findall(said)
    }
    assert named >= PROMISED, f"no test names {sorted(PROMISED - named)}"

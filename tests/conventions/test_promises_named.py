"""Each fault and each case of bad input that we promise to stand has a test that says so."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
RECEIVER = {f"r{number:02}" for number in range(1, 63)}
LANDING = {
    *(f"l{number:02}" for number in (*range(1, 24), 31, *range(33, 40), 52)),
    *(f"p{number}" for number in (*range(10, 19), 20, 21)),
}
_NUMBER = re.compile(r"(?<![a-z0-9])([rlp]\d\d)(?![a-z0-9])", re.IGNORECASE)


def _said(tree: ast.Module) -> Iterator[str]:
    """Names of tests and of their cases, and first lines of what is written about them and their file."""
    yield (ast.get_docstring(tree) or "").partition("\n")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name.replace("_", " ")
            yield (ast.get_docstring(node) or "").partition("\n")[0]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value if re.match(r"r\d\d ", node.value) else ""


@pytest.mark.parametrize(
    ("files", "promised"),
    [
        (("integration/test_receiver*.py", "e2e/*.py"), RECEIVER),
        (("unit/test_*.py", "integration/test_*.py", "e2e/test_*.py"), LANDING),
    ],
    ids=["the receiver's", "landing's"],
)
def test_every_promise_has_a_test_that_names_it(files: tuple[str, ...], promised: set[str]) -> None:
    named = {
        number.lower()
        for pattern in files
        for file in TESTS.glob(pattern)
        for said in _said(ast.parse(file.read_text(encoding="utf-8")))
        for number in _NUMBER.findall(said)
    }
    assert named >= promised, f"no test names {sorted(promised - named)}"

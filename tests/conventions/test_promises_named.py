"""Each case of bad input, R01 to R62, has a test that says so: in its name, or in the name of its case."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
CASES = {f"r{number:02}" for number in range(1, 63)}
_NAMED = re.compile(r"(?:^test_|_|^)(r\d\d)(?=_| |$)")


def _names(tree: ast.Module) -> Iterator[str]:
    """Names of tests, and the texts that name the cases of parametrized ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value if re.match(r"r\d\d ", node.value) else ""


def test_every_case_of_bad_input_has_a_test_that_names_it() -> None:
    named = {
        case
        for file in (*TESTS.glob("integration/test_receiver*.py"), *TESTS.glob("e2e/*.py"))
        for name in _names(ast.parse(file.read_text(encoding="utf-8")))
        for case in _NAMED.findall(name)
    }
    assert named == CASES

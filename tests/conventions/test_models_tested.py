"""What decides in SQL - a case, a window, a de-duplication - is held to a small table by a unit test."""

import re
from pathlib import Path

import yaml

MODELS = Path(__file__).parents[2] / "dbt" / "models"
_DECIDES = re.compile(
    r"\b(?:(?:case|qualify|asof)\b|over \(|select distinct\b|(?:max|min)_by\(|arg_(?:max|min)\()"
)
_COMMENT = re.compile(r"--[^\n]*|\{#.*?#\}", re.DOTALL)


def _deciding() -> set[str]:
    files = MODELS.rglob("*.sql")
    return {f.stem for f in files if _DECIDES.search(_COMMENT.sub("", f.read_text("utf-8")))}


def _unit_tests() -> list[dict[str, str]]:
    files = [yaml.safe_load(path.read_text("utf-8")) for path in MODELS.rglob("*.yml")]
    return [test for file in files for test in file.get("unit_tests", [])]


def test_every_case_window_and_de_duplication_has_a_unit_test() -> None:
    deciding = _deciding()

    assert len(deciding) > 100
    assert deciding - {test["model"] for test in _unit_tests()} == set()


def test_a_unit_test_is_named_after_its_model_and_what_it_shows() -> None:
    tests = _unit_tests()

    assert [
        test["name"] for test in tests if not test["name"].startswith(f"{test['model']}__")
    ] == []
    assert len({test["name"] for test in tests}) == len(tests)

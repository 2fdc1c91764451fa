"""The pages about sources name models, files and columns that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("sources.md", "following-an-event.md")
_MODEL = re.compile(r"\b(?:base|stg|int|fct|dim|rpt)_[a-z0-9_]*[a-z0-9]")
_PATH = re.compile(r"`((?:producers|osspulse|dbt|dags|expectations)/[\w/.]*)`")


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


@pytest.mark.parametrize("page", PAGES)
def test_every_model_that_is_named_exists(page: str) -> None:
    models = {path.stem for path in (ROOT / "dbt" / "models").rglob("*.sql")}
    # `stg_<source>__<things>` and the like stand for all of a kind.
    named = set(_MODEL.findall(re.sub(r"\w+<[^`]*`", "", _page(page))))
    assert len(named) >= 2
    assert named - models == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_exists(page: str) -> None:
    paths = set(_PATH.findall(_page(page)))
    assert len(paths) >= 5
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_every_source_that_staging_reads_has_a_row() -> None:
    bases = (ROOT / "dbt" / "models" / "staging").glob("*/base/base_*__events.sql")
    sources = {path.parts[-3] for path in bases}
    rows = set(re.findall(r"^\| `(\w+)` \|", _page("sources.md"), re.MULTILINE))
    assert rows == sources == {"github", "gitee", "gharchive", "git"}

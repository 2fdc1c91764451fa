"""Pages that say what the code says: checked by the tests, rewritten with `make docs`."""

from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def assert_page_says(name: str, text: str, *, request: pytest.FixtureRequest) -> None:
    """The page `docs/<name>` is `text`; with `--write-docs` it becomes so."""
    page = DOCS / name
    if request.config.getoption("--write-docs"):
        page.write_text(text, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == text, f"docs/{name} is out of date: run `make docs`"

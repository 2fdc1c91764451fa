"""The runbook says what the code says: each line it names exists, each error of the pipeline is there."""

import re
from pathlib import Path

import pytest
from told_lines import Told, texts, told_lines

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
_HEADINGS = re.findall(r"^### `(.+)`", _PAGE, flags=re.MULTILINE)
_CODE = [*(_ROOT / "osspulse").rglob("*.py"), *(_ROOT / "producers").rglob("*.py")]
_SAID = {told.text for told in told_lines(_CODE)} | texts(_CODE)
_PIPELINE = [
    *(_ROOT / "osspulse" / "landing").glob("*.py"),
    *(_ROOT / "osspulse" / "kafka").glob("*.py"),
    *(
        _ROOT / "osspulse" / f"{name}.py"
        for name in (
            "backing_up",
            "dead_letters",
            "deliveries",
            "file_copies",
            "lag_trigger",
            "orchestration",
            "replaying",
            "resending",
            "restoring",
            "warehouse",
        )
    ),
]
_BAD = [told for told in told_lines(_PIPELINE) if told.kind != "info"]


def names(heading: str, said: str) -> bool:
    """Whether the heading is this line, whole or to the end of a sentence; `…` stands for anything."""
    pattern = ".+".join(re.escape(part) for part in heading.split("…"))
    return re.fullmatch(f"{pattern}([;.] .*)?", said.replace("`", ""), flags=re.DOTALL) is not None


@pytest.mark.parametrize("heading", _HEADINGS)
def test_what_the_runbook_quotes_is_what_the_code_says(heading: str) -> None:
    assert any(names(heading, said) for said in _SAID if said != "…")


@pytest.mark.parametrize("told", _BAD, ids=lambda told: f"{told.file.name}: {told.text[:60]}")
def test_every_error_and_warning_of_the_pipeline_has_an_entry(told: Told) -> None:
    if told.kind == "InvalidEvent":
        assert f"`{told.text}`" in _PAGE
    else:
        quoted = [heading for heading in _HEADINGS if names(heading, told.text)]
        assert any(heading.strip("…: ") for heading in quoted) or told.text == "…: …", told.text


def test_the_pipeline_has_errors_and_the_page_has_entries() -> None:
    assert len(_BAD) > 40
    assert len(_HEADINGS) > 40
    assert not names("topic … was deleted", "topic any was deleted and created again")
    assert names("topic … was deleted", "topic … was deleted; look")

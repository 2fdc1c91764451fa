"""A view is made once for a project: builds after that leave it, so that it may say nothing of the day."""

import re
from pathlib import Path

MODELS = Path(__file__).parents[2] / "dbt" / "models"
_OF_ONE_BUILD = re.compile(
    r"as_of_date\(|var\(|left_by_last_build\(|computed_dates\(|begun_dates\(|is_incremental\("
    r"|with_news\(|to_attribute\(|repositories_to_rebuild\("
)


def test_no_view_rests_on_what_differs_between_builds() -> None:
    texts = {path.stem: path.read_text("utf-8") for path in MODELS.rglob("*.sql")}
    views = {
        name: text
        for name, text in texts.items()
        if re.search(r"materialized\s*=\s*['\"]view", text)
    }

    assert len(views) > 10
    assert [name for name, text in views.items() if _OF_ONE_BUILD.search(text)] == []

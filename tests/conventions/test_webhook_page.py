"""docs/webhooks.md tells of every answer there is, and of no other."""

import re
from pathlib import Path

from producers.refusals import Refusal

PAGE = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"


def test_every_refusal_is_explained_with_its_status() -> None:
    rows = re.findall(r"^\| (\d{3}) \| `([a-z_]+)` \|", PAGE.read_text(), flags=re.MULTILINE)
    assert sorted((int(status), word) for status, word in rows) == sorted(
        (refusal.status, refusal.word) for refusal in Refusal
    )

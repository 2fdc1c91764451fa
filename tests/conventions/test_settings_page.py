"""`docs/settings.md` lists every setting."""

from pathlib import Path

import pytest
from generated_docs import assert_page_says

from osspulse.settings import Settings

HEAD = """# Settings

Every setting is an environment variable; all have a default that runs on one machine. `osspulse up` writes the addresses of the
embedded stack to `OSSPULSE_HOME/stack.env`, in this form, and every command reads them from there; a variable that is set wins.

| variable | default | what it does |
| --- | --- | --- |
"""


def test_the_page_lists_every_setting_with_its_default(request: pytest.FixtureRequest) -> None:
    rows = [
        f"| `OSSPULSE_{name.upper()}` | {_shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]

    assert_page_says("settings.md", HEAD + "\n".join(rows) + "\n", request=request)


def _shown(default: object) -> str:
    if default in (None, ()):
        return "–"
    if isinstance(default, tuple):
        return f"`{','.join(default)}`"
    return f"`{default.as_posix() if isinstance(default, Path) else default}`"

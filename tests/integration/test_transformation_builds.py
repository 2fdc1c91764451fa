"""dbt in this process: what it leaves open, where it writes, and what it says when a model fails."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from osspulse.errors import OsspulseError, WrongUsage
from osspulse.settings import Settings
from osspulse.transformation import build_marts, project_folder
from osspulse.warehouse import open_warehouse

AS_OF = date(2026, 4, 6)


def land_a_push(settings: Settings) -> None:
    body = {
        "ref": "refs/heads/main",
        "after": "a" * 40,
        "repository": {
            "id": 7,
            "name": "lamp",
            "full_name": "owner/lamp",
            "html_url": "https://example.org/owner/lamp",
            "owner": {"id": 8, "login": "owner", "type": "User"},
            "pushed_at": 1772442000,
        },
        "sender": {"id": 9, "login": "ann", "type": "User"},
        "commits": [],
    }
    with open_warehouse(settings.warehouse_file) as connection:
        connection.execute(
            "insert into raw.events values ('github', 'push', 'id-1', '2026-03-02 09:00:00Z', "
            "'2026-03-02 09:00:01Z', 'events', 0, 0, 'application/json', 'unused', ?)",
            [json.dumps(body)],
        )


def test_a_build_leaves_the_warehouse_closed_and_its_files_in_its_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    land_a_push(settings)
    heard: list[tuple[int, int]] = []

    built = build_marts(
        settings, as_of=AS_OF, on_progress=lambda done, total: heard.append((done, total))
    )
    build_marts(settings, as_of=AS_OF)

    with open_warehouse(settings.warehouse_file, read_only=True) as connection:
        pushes = connection.execute(
            "select scope_type, value from community_health.fct_health_metrics "
            "where metric = 'push_count' and window_days = 90 and as_of_date = ? order by all",
            [AS_OF],
        ).fetchall()
    assert pushes == [("portfolio", 1), ("repository", 1)]
    assert heard[-1] == (built.model_count, built.model_count)
    assert (settings.home / "logs" / "dbt.log").is_file()
    assert (settings.home / "dbt" / "target" / "partial_parse.msgpack").is_file()


def test_another_project_builds_from_all_of_raw_and_the_same_one_from_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    land_a_push(settings)
    project = tmp_path / "project"
    project.mkdir()
    for name in ("dbt_project.yml", "profiles.yml", "macros", "models", "seeds"):
        _copy(project_folder() / name, project / name)
    monkeypatch.setenv("DBT_PROJECT_DIR", str(project))

    whole = build_marts(settings, as_of=AS_OF)
    again = build_marts(settings, as_of=AS_OF)
    with (project / "dbt_project.yml").open("a") as file:
        file.write("# another version\n")
    changed = build_marts(settings, as_of=AS_OF)

    assert again.model_count < whole.model_count == changed.model_count


def test_a_model_that_fails_is_named_with_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=tmp_path / "home")
    project = tmp_path / "project"
    project.mkdir()
    for name in ("profiles.yml", "macros"):
        _copy(project_folder() / name, project / name)
    (project / "dbt_project.yml").write_text("name: osspulse\nprofile: osspulse\n")
    (project / "models").mkdir()
    (project / "models" / "fct_wrong.sql").write_text("select * from nowhere")
    monkeypatch.setenv("DBT_PROJECT_DIR", str(project))

    with pytest.raises(
        OsspulseError, match=r"fct_wrong: .*nowhere.*; .*dbt\.log says more"
    ) as told:
        build_marts(settings, as_of=AS_OF)

    assert "\n" not in str(told.value)
    assert "OSSPULSE_WAREHOUSE" not in os.environ
    assert capfd.readouterr().out == ""


def test_a_folder_without_a_project_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBT_PROJECT_DIR", str(tmp_path))

    with pytest.raises(WrongUsage, match="holds no dbt project; set DBT_PROJECT_DIR"):
        project_folder()


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)

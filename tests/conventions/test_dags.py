"""DAG files are schedules: thin, documented, linked by assets only."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]
_FACTS = _ROOT / "tests" / "support" / "dag_facts.py"
_MARK = "FACTS "
_FILES = sorted((_ROOT / "dags").glob("*.py"))
_HEAVY = ("dbt", "duckdb", "great_expectations", "kafka", "pandas")


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("airflow")
    done = subprocess.run(
        [sys.executable, str(_FACTS), str(_ROOT / "dags"), *_HEAVY],
        capture_output=True,
        text=True,
        check=True,
        cwd=home,
        env={
            **{name: value for name, value in os.environ.items() if "AIRFLOW" not in name},
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        },
    )
    (line,) = [line for line in done.stdout.splitlines() if line.startswith(_MARK)]
    facts: dict[str, Any] = json.loads(line.removeprefix(_MARK))
    return facts


def test_the_dags_are_these_and_none_fails_to_parse(parsed: dict[str, Any]) -> None:
    assert parsed["errors"] == {}
    assert {dag_id: dag["file"] for dag_id, dag in parsed["dags"].items()} == {
        "land_events": "land_events.py",
        "build_marts": "build_marts.py",
        "publish_marts": "publish_marts.py",
        "report_health": "report_health.py",
        "back_up_warehouse": "back_up_warehouse.py",
        "replay_events": "replay_events.py",
    }


def test_the_dags_follow_each_other_by_assets_and_time_alone(parsed: dict[str, Any]) -> None:
    assert {
        dag_id: (dag["after"], dag["cron"], dag["makes"]) for dag_id, dag in parsed["dags"].items()
    } == {
        "land_events": (["unlanded_events"], "*/10 * * * *", ["raw_events"]),
        "build_marts": (["raw_events"], "5 0 * * *", ["marts"]),
        "publish_marts": (["marts"], None, ["published_marts"]),
        "report_health": (["published_marts"], None, ["report"]),
        "back_up_warehouse": ([], "30 2 * * *", ["warehouse_backup"]),
        "replay_events": ([], None, ["raw_events"]),
    }


def test_tasks_at_the_warehouse_share_its_pool_and_later_steps_go_first(
    parsed: dict[str, Any],
) -> None:
    tasks = {
        name: (task["pool"], task["weight"])
        for dag in parsed["dags"].values()
        for name, task in dag["tasks"].items()
    }

    assert tasks == {
        "land_new_events": ("warehouse", 1),
        "build_marts": ("warehouse", 2),
        "publish_marts": ("warehouse", 3),
        "write_report": ("default_pool", 1),
        "back_up_warehouse": ("warehouse", 1),
        "land_again": ("warehouse", 1),
    }


def test_every_dag_runs_once_at_a_time_for_now_only(parsed: dict[str, Any]) -> None:
    for dag in parsed["dags"].values():
        assert (dag["catchup"], dag["max_active_runs"], dag["paused"]) == (False, 1, False)


def test_every_dag_tells_what_it_is_and_what_to_do_if_it_fails(parsed: dict[str, Any]) -> None:
    for dag_id, dag in parsed["dags"].items():
        assert "osspulse" in dag["tags"]
        for heading in ("**When.**", "**What.**", "**If it fails.**"):
            assert heading in dag["doc"], dag_id


def test_every_task_has_an_owner_a_limit_a_say_in_its_retries_and_a_last_word(
    parsed: dict[str, Any],
) -> None:
    for dag in parsed["dags"].values():
        for task in dag["tasks"].values():
            assert task["owner"] == "data-platform"
            assert task["retries"] == 5
            assert task["limited"]
            assert task["decides_retries"]
            assert task["tells_failure"] == ["tell_failure"]


def test_only_a_replay_is_asked_for_anything(parsed: dict[str, Any]) -> None:
    asked = {dag_id: list(dag["params"]) for dag_id, dag in parsed["dags"].items()}

    assert {dag_id for dag_id, names in asked.items() if names} == {"replay_events"}
    assert asked["replay_events"] == [
        "topic",
        "partition",
        "from_offset",
        "to_offset",
        "from_time",
        "to_time",
    ]


def test_parsing_loads_nothing_heavy(parsed: dict[str, Any]) -> None:
    assert parsed["heavy"] == []


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_a_task_is_five_lines_that_import_what_they_call(file: Path) -> None:
    tasks = [
        node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)
    ]

    assert tasks
    for task in tasks:
        statements = [s for s in task.body if not (isinstance(s, ast.Expr) and s is task.body[0])]
        assert len(statements) <= 5, task.name
        assert isinstance(statements[0], ast.ImportFrom), task.name


def test_the_test_of_heavy_imports_can_fail(tmp_path: Path) -> None:
    """The list of heavy modules names ones that a DAG could import."""
    script = "import sys, duckdb\nprint(set(sys.argv[1:]) & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script, *_HEAVY],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )

    assert done.stdout.strip() == "{'duckdb'}"

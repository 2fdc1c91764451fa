from collections.abc import Mapping
from pathlib import Path

import pytest

from osspulse.embedded import airflow
from osspulse.embedded.airflow import Readiness, airflow_environment, dags_folder
from osspulse.errors import WrongUsage
from osspulse.settings import Settings

HEALTHY = {name: {"status": "healthy"} for name in ("metadatabase", "scheduler", "triggerer")}


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    monkeypatch.setenv("AIRFLOW_HOME", "/somewhere/else")
    monkeypatch.setenv("AIRFLOW_CONFIG", "/somewhere/else/airflow.cfg")
    settings = Settings.load(home=tmp_path)
    return airflow_environment(settings, port=18081)


def test_airflow_sees_our_settings_and_none_of_another_airflow(
    environment: dict[str, str], tmp_path: Path
) -> None:
    assert "/somewhere/else" not in "".join(environment.values())
    assert environment["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert environment["AIRFLOW_HOME"] == str(tmp_path / "airflow")
    assert environment["OSSPULSE_HOME"] == str(tmp_path)


def test_airflow_needs_no_password_and_so_listens_on_this_machine_only(
    environment: dict[str, str],
) -> None:
    assert environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"] == "True"
    assert environment["AIRFLOW__API__HOST"] == "127.0.0.1"


def test_tasks_find_the_api_server_where_it_listens(environment: dict[str, str]) -> None:
    assert environment["AIRFLOW__API__PORT"] == "18081"
    assert environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == (
        "http://127.0.0.1:18081/execution/"
    )


def test_airflow_runs_the_dags_of_the_project_and_no_others(environment: dict[str, str]) -> None:
    assert environment["AIRFLOW__CORE__DAGS_FOLDER"] == str(dags_folder())
    assert environment["AIRFLOW__CORE__LOAD_EXAMPLES"] == "False"
    assert dags_folder() == Path(__file__).parents[2] / "dags"


def test_the_pool_is_the_one_that_the_dags_wait_in() -> None:
    from osspulse.orchestration import WAREHOUSE_POOL

    assert airflow.WAREHOUSE_POOL == WAREHOUSE_POOL


def readiness(
    monkeypatch: pytest.MonkeyPatch, answers: Mapping[str, object]
) -> tuple[bool, list[str]]:
    posted: list[str] = []

    def get(_host: str, _port: int, path: str) -> object:
        return answers.get(path.partition("?")[0])

    def post(_host: str, _port: int, path: str, _body: object) -> object:
        posted.append(path)
        return {}

    monkeypatch.setattr(airflow, "get_json", get)
    monkeypatch.setattr(airflow, "post_json", post)
    return Readiness(port=1, wanted=frozenset({"land_events"})).check(), posted


def test_airflow_is_ready_when_healthy_with_its_pool_and_every_dag(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dags = {"dags": [{"dag_id": "land_events"}]}

    assert readiness(monkeypatch, {}) == (False, [])
    ill = {**HEALTHY, "scheduler": {"status": "unhealthy"}}
    assert readiness(monkeypatch, {"/api/v2/monitor/health": ill}) == (False, [])
    unread = {"/api/v2/monitor/health": HEALTHY}
    assert readiness(monkeypatch, unread) == (False, ["/api/v2/pools"])
    assert readiness(monkeypatch, {**unread, "/api/v2/dags": dags}) == (True, ["/api/v2/pools"])
    pooled = {**unread, "/api/v2/dags": dags, "/api/v2/pools/warehouse": {"slots": 1}}
    assert readiness(monkeypatch, pooled) == (True, [])


def test_a_dag_that_airflow_cannot_read_is_named_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = {"filename": "land_events.py", "stack_trace": "Traceback\nNameError: no such name\n"}
    answers = {
        "/api/v2/monitor/health": HEALTHY,
        "/api/v2/importErrors": {"import_errors": [problem]},
    }

    with pytest.raises(WrongUsage, match=r"land_events\.py .* NameError: no such name"):
        readiness(monkeypatch, answers)

"""The Compose file's Airflow: every option, command, page and pool is one that Airflow has."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from deployment_files import ROOT, compose, environment

_SERVICES: dict[str, dict[str, Any]] = {
    name: service for name, service in compose()["services"].items() if name.startswith("airflow-")
}
_FACTS = ROOT / "tests" / "support" / "airflow_facts.py"
_MARK = "FACTS "
_OPTION = re.compile(r"AIRFLOW__(\w+?)__(\w+)")


def _airflow_commands() -> list[list[str]]:
    """What each service says to `airflow`, as words after that name."""
    found = []
    for service in _SERVICES.values():
        command = service["command"]
        lines = command[-1].splitlines() if command[0] == "sh" else [" ".join(command)]
        for line in lines:
            quoted = re.findall(r"'[^']*'|\S+", line.removeprefix("exec "))
            if quoted[0] == "airflow":
                found.append([word.strip("'") for word in quoted[1:]])
    return found


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("airflow")
    done = subprocess.run(
        [sys.executable, str(_FACTS), *map(json.dumps, _airflow_commands())],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        env={
            **{name: value for name, value in os.environ.items() if "AIRFLOW" not in name},
            "AIRFLOW_HOME": str(home),
        },
    )
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith(_MARK)]
    found: dict[str, Any] = json.loads(line.removeprefix(_MARK))
    return found


def test_the_commands_are_airflows_own() -> None:
    assert [words[0] for words in _airflow_commands()] == [
        "db",
        "pools",
        "api-server",
        "scheduler",
        "triggerer",
        "dag-processor",
    ]


def test_airflow_takes_the_commands_and_makes_the_pool_of_the_dags(facts: dict[str, Any]) -> None:
    assert facts["pools"] == [{"pool": facts["warehouse_pool"], "slots": 1}]


@pytest.mark.parametrize("name", sorted(_SERVICES))
def test_an_option_is_one_of_airflows(name: str, facts: dict[str, Any]) -> None:
    for variable in _SERVICES[name]["environment"]:
        if not variable.startswith("AIRFLOW"):
            continue
        matched = _OPTION.fullmatch(variable)
        assert matched, variable
        section, option = matched[1].lower(), matched[2].lower()
        if option.endswith("_cmd"):
            # Airflow runs a command for these only.
            option = option.removesuffix("_cmd")
            assert [section, option] in facts["sensitive"], variable
        assert option in facts["options"][section], variable


@pytest.mark.parametrize("name", sorted(_SERVICES))
def test_a_command_for_a_secret_reads_one_that_the_service_has(name: str) -> None:
    service = _SERVICES[name]
    read = {
        value.removeprefix("cat /run/secrets/")
        for value in service["environment"].values()
        if str(value).startswith("cat ")
    }

    assert read < set(service["secrets"])
    assert service["environment"]["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD"] == (
        f"{environment(ROOT / 'deploy' / 'airflow.Dockerfile')['AIRFLOW_HOME']}/database-url"
    )
    assert "postgres_password" in service["secrets"]


def test_tasks_report_to_the_api_server(facts: dict[str, Any]) -> None:
    port = facts["api_port"]

    assert _SERVICES["airflow-api-server"]["ports"][0].endswith(f":{port}")
    for service in _SERVICES.values():
        address = service["environment"]["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"]
        assert address == f"http://airflow-api-server:{port}/execution/"


def test_probes_ask_pages_that_airflow_has(facts: dict[str, Any]) -> None:
    asked = {
        name: service["healthcheck"]["test"][-1]
        for name, service in _SERVICES.items()
        if "healthcheck" in service
    }
    (page,) = facts["monitor_paths"]

    assert f"http://127.0.0.1:{facts['api_port']}{page}'" in asked.pop("airflow-api-server")
    scheduler = asked.pop("airflow-scheduler")
    assert f"http://127.0.0.1:{facts['scheduler_health_port']}/health'" in scheduler
    for name, probe in asked.items():
        part = name.removeprefix("airflow-").replace("-", "_")
        assert part in facts["monitored"]
        assert f"http://airflow-api-server:{facts['api_port']}{page}'" in probe
        assert f"health['{part}']" in probe


def test_only_the_scheduler_opens_the_warehouse_once_airflow_is_set_up() -> None:
    def mounting(volume: str) -> set[str]:
        return {
            name
            for name, service in _SERVICES.items()
            if any(mount.startswith(f"{volume}:") for mount in service["volumes"])
        }

    for volume in ("warehouse", "published", "reports"):
        # The first makes the folders' owner right, and opens nothing.
        assert mounting(volume) == {"airflow-init", "airflow-scheduler"}


def test_what_tasks_write_to_is_a_volume() -> None:
    scheduler = _SERVICES["airflow-scheduler"]
    given = scheduler["environment"]
    folders = {mount.split(":")[1] for mount in scheduler["volumes"]}

    assert {
        str(Path(given["OSSPULSE_WAREHOUSE"]).parent),
        given["OSSPULSE_PUBLISHED"],
        given["OSSPULSE_REPORTS"],
        environment(ROOT / "deploy" / "airflow.Dockerfile")["OSSPULSE_HOME"],
    } <= folders


def test_the_account_of_airflows_page_is_one_that_gets_a_password() -> None:
    server = _SERVICES["airflow-api-server"]
    account, _, role = server["environment"]["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS"].partition(
        ":"
    )

    assert role == "admin"
    # Airflow makes up a password for an account without one, and prints it in its log.
    assert f'{{"{account}": ' in (ROOT / "deploy" / "make-secrets.sh").read_text()
    path = server["environment"]["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"]
    assert f"/run/secrets/airflow_passwords {path}\n" in server["command"][-1]
    assert any(mount.startswith(f"{Path(path).parent}:") for mount in server["tmpfs"])

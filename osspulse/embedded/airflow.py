"""The Airflow of this environment: SQLite, LocalExecutor, only our DAGs, on loopback."""

import sys
from dataclasses import dataclass
from pathlib import Path

from osspulse.embedded.answers import get_json, post_json
from osspulse.embedded.jars import Step
from osspulse.embedded.launching import Plan, child_environment
from osspulse.embedded.ports import choose_port
from osspulse.embedded.state import Started
from osspulse.errors import WrongUsage
from osspulse.settings import Settings

HOST = "127.0.0.1"

WAREHOUSE_POOL = "warehouse"
"""The pool of one slot that the DAGs' tasks wait in; `osspulse.orchestration` has it too, but
importing that means importing Airflow."""

_USUAL_PORT = 8081


def plan_airflow(settings: Settings, started: Started, _on_step: Step | None) -> Plan:
    """Airflow, ready when all its parts are healthy and every DAG of ours is known to it."""
    before = [started["airflow"].port] if "airflow" in started else []
    port = choose_port(HOST, usual=[*before, _USUAL_PORT])
    (settings.home / "airflow").mkdir(parents=True, exist_ok=True)
    wanted = frozenset(file.stem for file in dags_folder().glob("*.py"))
    return Plan(
        name="airflow",
        command=airflow_command(),
        environment=airflow_environment(settings, port=port),
        host=HOST,
        port=port,
        is_ready=Readiness(port=port, wanted=wanted).check,
        ready_within_seconds=420,
        # Its parts take up to half a minute to end politely; what they would save, the next start
        # finds out by itself.
        grace_seconds=6,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Asks Airflow whether it is ready, and gives it the pool that our tasks need."""

    port: int
    wanted: frozenset[str]

    def check(self) -> bool:
        """Whether all parts are healthy and the DAGs read; raises WrongUsage where one cannot be."""
        health = get_json(HOST, self.port, "/api/v2/monitor/health")
        if health is None or any(part["status"] != "healthy" for part in health.values()):
            return False
        return self._has_pool() and self._has_dags()

    def _has_pool(self) -> bool:
        """Whether the pool is there, made now if need be: a task whose pool is missing never runs."""
        pool = {"name": WAREHOUSE_POOL, "slots": 1}
        return (
            get_json(HOST, self.port, f"/api/v2/pools/{WAREHOUSE_POOL}") is not None
            or post_json(HOST, self.port, "/api/v2/pools", pool) is not None
        )

    def _has_dags(self) -> bool:
        found = get_json(HOST, self.port, "/api/v2/dags?limit=100") or {"dags": []}
        if self.wanted <= {dag["dag_id"] for dag in found["dags"]}:
            return True
        refused = get_json(HOST, self.port, "/api/v2/importErrors?limit=1")
        for problem in (refused or {"import_errors": []})["import_errors"]:
            reason = problem["stack_trace"].strip().splitlines()[-1]
            raise WrongUsage(f"{problem['filename']} is no DAG that Airflow can read: {reason}")
        return False


def dags_folder() -> Path:
    """The project's DAGs; raises WrongUsage where the project's folder is not there."""
    folder = Path(__file__).parents[2] / "dags"
    if not folder.is_dir():
        raise WrongUsage(
            f"{folder} does not exist: the embedded Airflow runs from a checkout of the project; "
            "clone it, or leave Airflow out with `osspulse up --only kafka,receiver`"
        )
    return folder


def airflow_command() -> list[str]:
    """The command that runs Airflow's parts under one process."""
    return [sys.executable, "-m", "osspulse.embedded.airflow_parts"]


def airflow_environment(settings: Settings, *, port: int) -> dict[str, str]:
    """The environment Airflow runs in: these settings, and none of another Airflow."""
    home = settings.home / "airflow"
    inherited = {
        name: value
        for name, value in child_environment(settings).items()
        if not name.startswith("AIRFLOW_")
    }
    # Tasks find dbt and Airflow's own commands on the path.
    path = f"{Path(sys.executable).parent}:{inherited.get('PATH', '/usr/bin:/bin')}"
    url = f"http://{HOST}:{port}"
    options: dict[str, dict[str, object]] = {
        "core": {
            "dags_folder": dags_folder(),
            "load_examples": False,
            "executor": "LocalExecutor",
            "parallelism": 2,
            "dags_are_paused_at_creation": False,
            "execution_api_server_url": f"{url}/execution/",
            # Asking the network for the full name can take seconds where there is none.
            "hostname_callable": "socket.gethostname",
            # It listens on loopback only: whoever reaches the page is on this machine, and opens it
            # without a password. Docker Compose, the deployment, has accounts.
            "simple_auth_manager_all_admins": True,
        },
        # A killed Airflow leaves tasks that look alive and hold the pool; after the defaults' five
        # minutes the next one would see that they are not.
        "scheduler": {
            "scheduler_health_check_threshold": 15,
            "orphaned_tasks_check_interval": 30,
            "task_instance_heartbeat_timeout": 45,
            "task_instance_heartbeat_timeout_detection_interval": 10,
        },
        # A file that changed is read at once all the same.
        "dag_processor": {"parsing_processes": 1, "min_file_process_interval": 300},
        "database": {"sql_alchemy_conn": f"sqlite:///{home}/airflow.db"},
        "api": {"host": HOST, "port": port, "base_url": url, "workers": 1},
        "logging": {
            "colored_console_log": False,
            # The client tells every failed attempt to connect; our own lines say it once.
            "namespace_levels": "kafka=CRITICAL",
        },
    }
    variables = {
        f"AIRFLOW__{section}__{option}".upper(): str(value)
        for section, values in options.items()
        for option, value in values.items()
    }
    return inherited | variables | {"AIRFLOW_HOME": str(home), "PATH": path, "NO_COLOR": "1"}

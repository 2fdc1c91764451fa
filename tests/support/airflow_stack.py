"""The embedded Airflow of a test: what its API is asked, and its processes."""

import http.client
import json
import os
import signal
import subprocess
from contextlib import suppress
from typing import Any

import psutil
from tiny_children import wait_for

from osspulse.embedded import status, up
from osspulse.embedded.processes import marked
from osspulse.embedded.state import part_mark
from osspulse.settings import Settings

_API = "/api/v2"
_BUSY = http.client.INTERNAL_SERVER_ERROR
_DONE = ("success", "failed", "skipped", "upstream_failed")


class Airflow:
    """The Airflow that runs in a home."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def pid(self) -> int:
        """The process that keeps its parts running."""
        (airflow,) = (part for part in status(self._settings) if part.name == "airflow")
        assert airflow.pid is not None
        return airflow.pid

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The API's answer; asks again where its database was busy, fails for any other error."""
        answers: list[tuple[int, bytes]] = []

        def is_answered() -> bool:
            answers.append(self._answer(method, path, body))
            return answers[-1][0] != _BUSY or b"Database error" not in answers[-1][1]

        wait_for(is_answered, seconds=60)
        status_code, content = answers[-1]
        assert status_code // 100 == 2, (method, path, status_code, content)
        return json.loads(content) if content else None

    def _answer(self, method: str, path: str, body: object) -> tuple[int, bytes]:
        (airflow,) = (part for part in status(self._settings) if part.name == "airflow")
        connection = http.client.HTTPConnection(str(airflow.address), timeout=30)
        try:
            connection.request(
                method,
                _API + path,
                body=None if body is None else json.dumps(body),
                headers={"Content-Type": "application/json"},
            )
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def pause(self, dag: str, *, is_paused: bool = True) -> None:
        """Let the DAG make no runs, or make them again."""
        self.ask("PATCH", f"/dags/{dag}", {"is_paused": is_paused})

    def trigger(self, dag: str, **conf: object) -> str:
        """The id of a new run."""
        run = self.ask("POST", f"/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})
        return str(run["dag_run_id"])

    def tasks(self, dag: str = "~", run: str = "~") -> list[dict[str, Any]]:
        """The task instances of the run, of all runs or of all DAGs."""
        found = self.ask("GET", f"/dags/{dag}/dagRuns/{run}/taskInstances?limit=1000")
        tasks: list[dict[str, Any]] = found["task_instances"]
        return tasks

    def log(self, dag: str, run: str, task: str) -> Any:
        """What the task's first try wrote, as the page shows it."""
        return self.ask(
            "GET", f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/1?full_content=true"
        )

    def is_idle(self) -> bool:
        """Whether no task runs or waits."""
        return all(task["state"] in _DONE for task in self.tasks())

    def clear(self, task: dict[str, Any]) -> None:
        """Let a task that is done run again."""
        body = {
            "dry_run": False,
            "dag_run_id": task["dag_run_id"],
            "task_ids": [task["task_id"]],
            "only_failed": False,
        }
        self.ask("POST", f"/dags/{task['dag_id']}/clearTaskInstances", body)

    def nudge(self, asset_name: str) -> None:
        """An event of the asset, as its watcher makes them."""
        (asset,) = self.ask("GET", f"/assets?name_pattern={asset_name}")["assets"]
        self.ask("POST", "/assets/events", {"asset_id": asset["id"], "extra": {}})

    def processes_of(self, part: str) -> list[psutil.Process]:
        """What belongs to one of its parts: the part itself first."""
        for found in psutil.Process(self.pid).children():
            with suppress(psutil.NoSuchProcess):
                if any(word.replace("_", "-") == part for word in _words(found)):
                    return [found, *found.children(recursive=True)]
        return []

    def kill_part(self, part: str) -> None:
        """Kill a part where it runs, and wait until another one runs in its place."""
        found = self.processes_of(part)
        if found:
            found[0].kill()
            wait_for(
                lambda: any(new.pid != found[0].pid for new in self.processes_of(part)[:1]),
                seconds=60,
            )

    def add_scheduler(self) -> subprocess.Popen[bytes]:
        """Run another scheduler on the same database; it ends with the stack."""
        wait_for(lambda: bool(self.processes_of("scheduler")), seconds=60)
        (first, *_) = self.processes_of("scheduler")
        return subprocess.Popen(
            first.cmdline(), env=first.environ(), cwd=first.cwd(), stdout=subprocess.DEVNULL
        )

    def kill_whole(self) -> None:
        """Kill every process of it at once, then start it again."""
        leader = psutil.Process(self.pid)
        mark = part_mark(self._settings, "airflow")
        for found in [leader, *leader.children(recursive=True), *marked(mark)]:
            with suppress(ProcessLookupError):
                os.kill(found.pid, signal.SIGKILL)
        wait_for(lambda: status(self._settings)[2].state == "dead")
        up(self._settings, parts=["airflow"])


def _words(process: psutil.Process) -> list[str]:
    return [word for part in process.cmdline() for word in part.split()]

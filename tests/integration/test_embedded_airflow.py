"""The embedded Airflow, for real."""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from airflow_stack import Airflow
from tiny_children import wait_for

from osspulse.embedded import down, status, up
from osspulse.embedded.airflow import WAREHOUSE_POOL, dags_folder
from osspulse.embedded.answers import get_json
from osspulse.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, embedded_broker: Settings) -> Iterator[Settings]:
    brokers = embedded_broker.kafka_bootstrap_servers
    settings = Settings.load(home=tmp_path / "home", kafka_bootstrap_servers=brokers)
    yield settings
    down(settings)


def session_of(pid: int) -> set[int]:
    members = set()
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == pid and process.status() != psutil.STATUS_ZOMBIE:
                members.add(process.pid)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue  # it ended while we looked
    return members


def listening_addresses(pid: int) -> set[str]:
    """Where the processes of this session wait for connections."""
    return {
        connection.laddr.ip
        for member in session_of(pid)
        for connection in psutil.Process(member).net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }


def assert_a_failure_says_what_failed(airflow: Airflow) -> None:
    """The page shows the log of a task, and its last line says what to do."""
    run = airflow.trigger("replay_events", topic="absent", partition=0, from_offset=0, to_offset=1)
    wait_for(
        lambda: [task["state"] for task in airflow.tasks("replay_events", run)] == ["failed"],
        seconds=120,
    )
    log = json.dumps(airflow.log("replay_events", run, "land_again"))
    assert "topic absent does not exist on" in log
    assert "task failed for good; its DAG's page says what to do" in log
    assert run in log


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_airflow_runs_our_dags_survives_a_kill_and_leaves_nothing(settings: Settings) -> None:
    airflow = up(settings, parts=["airflow"]).parts[2]
    assert airflow.pid is not None
    assert airflow.address is not None
    host, _, port = airflow.address.rpartition(":")

    with urllib.request.urlopen(f"http://{airflow.address}/", timeout=30) as page:
        assert page.status == 200
    dags = get_json(host, int(port), "/api/v2/dags")
    pool = get_json(host, int(port), f"/api/v2/pools/{WAREHOUSE_POOL}")
    assert dags is not None
    assert pool is not None
    assert {dag["dag_id"] for dag in dags["dags"]} == {
        file.stem for file in dags_folder().glob("*.py")
    }
    assert not any(dag["is_paused"] for dag in dags["dags"])
    assert pool["slots"] == 1

    assert_a_failure_says_what_failed(Airflow(settings))
    assert listening_addresses(airflow.pid) == {host}

    os.kill(airflow.pid, signal.SIGKILL)
    wait_for(lambda: status(settings)[2].state == "dead")
    orphans = session_of(airflow.pid)
    assert len(orphans) >= 4

    again = up(settings, parts=["airflow"]).parts[2]
    assert again.pid is not None
    assert not orphans & set(psutil.pids())
    assert again.address == airflow.address

    down(settings)
    assert session_of(again.pid) == set()
    assert not (settings.home / "stack.env").exists()

"""The embedded Airflow, for real."""

import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
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

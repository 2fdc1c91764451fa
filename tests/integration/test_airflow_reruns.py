"""P20 and P21 on the real Airflow, to the end of the flow: nudged too little and too much, rerun."""

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest
from airflow_stack import Airflow
from embedded_broker import own_topics
from receiver_harness import GITEE_SECRET, GITHUB_SECRET, a_receiver
from tiny_children import wait_for
from whole_thread import a_producer, rows

from osspulse.embedded import down, up
from osspulse.kafka import Cluster, ensure_topics
from osspulse.publication import read_publication
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse
from producers.simulator import Simulation, simulate
from producers.simulator.checking import check_published
from producers.simulator.delivering import deliver
from producers.simulator.signing import SigningSecrets
from producers.simulator.writing import truth_of_simulation, write_enrolments, write_portfolio

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3000)]

_SECRETS = SigningSecrets(github=GITHUB_SECRET.decode(), gitee=GITEE_SECRET.decode())
_CRON_PERIOD_SECONDS = 600
_RERUNS = 30
_OVERLAPS = """
    select count(*)
    from raw.landing_runs as earlier
    inner join raw.landing_runs as later on
        earlier.run_id <> later.run_id
        and earlier.started_at <= later.started_at
        and later.started_at < earlier.finished_at
"""


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate()


@pytest.fixture
def settings(
    tmp_path: Path, embedded_broker: Settings, simulation: Simulation
) -> Iterator[Settings]:
    """An Airflow of this test's own, with topics of its own and the whole flow ahead of it."""
    home = tmp_path / "home"
    settings = own_topics(
        embedded_broker,
        home=home,
        as_of=simulation.as_of,
        portfolio=home / "portfolio.yml",
        enrolments=home / "enrolments.csv",
    )
    write_portfolio(simulation, into=home / "portfolio.yml")
    write_enrolments(simulation, into=home / "enrolments.csv")
    ensure_topics(settings)
    try:
        yield settings
    finally:
        down(settings)


def send(settings: Settings, acts: Any) -> None:
    with a_producer(settings) as producer, a_receiver(producer, settings=settings) as receiver:
        deliver(acts, to=f"http://{receiver.host}:{receiver.port}", secrets=_SECRETS)


def is_published(settings: Settings) -> bool:
    with Cluster(settings) as cluster:
        ends = cluster.end_offsets(cluster.partitions(settings.event_topics))
    publication = read_publication(settings.published_file)
    return publication is not None and publication.covers(ends)


def wait_until_idle(airflow: Airflow) -> None:
    """An asset's event makes the next run a moment later, so idle once is not idle."""

    def is_idle_for_a_while() -> bool:
        for _ in range(4):
            if not airflow.is_idle():
                return False
            time.sleep(2)
        return True

    wait_for(is_idle_for_a_while, seconds=600)


def marts_hashes(settings: Settings) -> dict[str, str]:
    """A hash of each mart that people read, whatever the order of its rows."""
    tables = rows(
        settings.published_file,
        "select schema_name, table_name from duckdb_tables()"
        " where schema_name in ('core', 'community_health') order by all",
    )
    return {
        f"{schema}.{table}": _hash_of(settings, f'{schema}."{table}"') for schema, table in tables
    }


def _hash_of(settings: Settings, table: str) -> str:
    lines = rows(settings.published_file, f"select mart::varchar from {table} as mart order by all")  # noqa: S608
    return hashlib.sha256(repr(lines).encode()).hexdigest()


def raw_counts(settings: Settings) -> list[tuple[Any, ...]]:
    with open_warehouse(settings.warehouse_file) as connection:
        return connection.execute(
            "select (select count(*) from raw.events), (select count(*) from raw.quarantine),"
            " (select count(*) from raw.gaps)"
        ).fetchall()


@pytest.mark.parametrize("schedulers", [1, 2])
def test_p20_lost_and_doubled_nudges_end_with_the_true_marts(
    schedulers: int, settings: Settings, simulation: Simulation
) -> None:
    up(settings, parts=["airflow"])
    airflow = Airflow(settings)
    others = [airflow.add_scheduler() for _ in range(schedulers - 1)]
    airflow.pause("land_events")
    send(settings, simulation.acts)
    for _ in range(50):
        airflow.nudge("unlanded_events")
    airflow.kill_part("triggerer")
    airflow.pause("land_events", is_paused=False)
    with ThreadPoolExecutor(2) as pool:
        for nudged in [pool.submit(airflow.nudge, "unlanded_events") for _ in range(2)]:
            nudged.result()

    wait_for(lambda: is_published(settings), seconds=_CRON_PERIOD_SECONDS)
    wait_until_idle(airflow)
    assert all(other.poll() is None for other in others)
    down(settings)
    for other in others:
        other.wait(timeout=60)

    checked = check_published(
        settings.published_file, truth_of_simulation(simulation), as_of=simulation.as_of
    )
    assert checked.differences == ()
    assert checked.compared > 2_000
    assert rows(settings.warehouse_file, _OVERLAPS) == [(0,)]


def test_p21_clearing_and_replaying_at_random_changes_nothing(
    settings: Settings, simulation: Simulation, chaos_seed: int
) -> None:
    rng = Random(chaos_seed)
    send(settings, simulation.acts)
    up(settings, parts=["airflow"])
    airflow = Airflow(settings)
    wait_for(lambda: is_published(settings), seconds=_CRON_PERIOD_SECONDS)
    wait_until_idle(airflow)
    hashes, counts = marts_hashes(settings), raw_counts(settings)

    for rerun in range(_RERUNS):
        if rerun % 5 == 4:
            topic, end = settings.kafka_topic_github, rng.randrange(1, 500)
            airflow.trigger("replay_events", topic=topic, partition=0, from_offset=0, to_offset=end)
        else:
            done = [task for task in airflow.tasks() if task["state"] in {"success", "skipped"}]
            airflow.clear(rng.choice(done))
        wait_for(airflow.is_idle, seconds=900)  # a build on a busy machine takes minutes
    wait_until_idle(airflow)

    states = {task["state"] for task in airflow.tasks()}
    assert states <= {"success", "skipped"}
    assert raw_counts(settings) == counts
    assert marts_hashes(settings) == hashes

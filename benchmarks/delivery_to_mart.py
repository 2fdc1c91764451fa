"""How long one delivery takes until analysts can read it: signed webhook → published mart.

Single deliveries, one after another, each on an idle stack: the receiver's answer starts the clock,
the publication that counts the delivery in stops it. Airflow tells when each task began and ended.
"""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from embedded_stack import a_stack

from osspulse.embedded import status
from osspulse.kafka import Cluster
from osspulse.publication import read_publication
from osspulse.reporting import reported_run
from osspulse.settings import Settings
from producers.simulator.delivering import deliver
from producers.simulator.signing import read_signing_secrets

DAGS = ("land_events", "build_marts", "publish_marts")
_PATIENCE_SECONDS = 120
_LOOK_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of one delivery: in all, and by step, each with the wait before it."""

    total: float
    steps: dict[str, float]


def measure(home: Path, *, deliveries: int, say: Callable[[str], None]) -> list[Measured]:
    """One measurement for each of so many deliveries, after a backlog that is not counted."""
    with a_stack(home, parts=("kafka", "receiver", "airflow")) as (settings, simulation):
        secrets = read_signing_secrets(settings.secrets_path)
        address = f"http://{settings.webhook_host}:{settings.webhook_port}"
        backlog, single = simulation.acts[:-deliveries], simulation.acts[-deliveries:]
        deliver(backlog, to=address, secrets=secrets)
        _published(settings)
        found = []
        for place, act in enumerate(single, start=1):
            _wait(lambda: _is_reported(settings))
            deliver((act,), to=address, secrets=secrets)
            answered_at = datetime.now(UTC)
            published_at = _published(settings)
            found.append(_measured(settings, answered_at, published_at))
            say(f"{place} of {deliveries}: {found[-1].total:.1f} s")
        return found


def _published(settings: Settings) -> datetime:
    """When a publication counted in everything that the log holds now."""
    with Cluster(settings) as cluster:
        ends = cluster.end_offsets(cluster.partitions(settings.event_topics))

    def is_covered() -> bool:
        publication = read_publication(settings.published_file)
        return publication is not None and publication.covers(ends)

    _wait(is_covered)
    return datetime.now(UTC)


def _is_reported(settings: Settings) -> bool:
    """Whether the stack has nothing left to do: the report is of the newest publication."""
    publication = read_publication(settings.published_file)
    return publication is not None and publication.run_id == reported_run(
        settings.reports_folder, as_of=publication.as_of
    )


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not until():
        if time.monotonic() > deadline:
            raise TimeoutError(f"the stack did not get there within {_PATIENCE_SECONDS} s")
        time.sleep(_LOOK_EVERY_SECONDS)


def _measured(settings: Settings, answered_at: datetime, published_at: datetime) -> Measured:
    steps: dict[str, float] = {}
    before = answered_at
    for dag, began, ended in _task_times(settings, since=answered_at):
        steps[f"wait for {dag}"] = (began - before).total_seconds()
        done = min(ended, published_at) if ended else published_at
        steps[dag] = (done - began).total_seconds()
        before = done
    return Measured((published_at - answered_at).total_seconds(), steps)


def _task_times(
    settings: Settings, *, since: datetime
) -> Iterator[tuple[str, datetime, datetime | None]]:
    (airflow,) = (part for part in status(settings) if part.name == "airflow")
    for dag in DAGS:
        found = _airflow(
            str(airflow.address),
            f"/api/v2/dags/{dag}/dagRuns/~/taskInstances"
            f"?start_date_gte={since.isoformat().replace('+00:00', 'Z')}&order_by=start_date&limit=5",
        )
        # A task of the next run may be queued already: it has no start yet.
        started = [task for task in found["task_instances"] if task["start_date"]]
        for task in started[:1]:
            began = datetime.fromisoformat(task["start_date"])
            ended = datetime.fromisoformat(task["end_date"]) if task["end_date"] else None
            yield dag, began, ended


def _airflow(address: str, path: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection(address, timeout=10)
    try:
        connection.request("GET", path)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return answer

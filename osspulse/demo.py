"""The first run: the whole system on a simulated community, on real parts, in a home of its own."""

import json
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from osspulse.embedded import down, status, up
from osspulse.errors import OsspulseError, Unavailable
from osspulse.kafka import Cluster
from osspulse.pipeline import Progress
from osspulse.publication import read_publication
from osspulse.reporting import reported_run
from osspulse.settings import Settings

if TYPE_CHECKING:
    from producers.simulator import Simulation

_WAIT_SECONDS = 240
_LOOK_EVERY_SECONDS = 0.5
_DATA = ("kafka", "backfills", "published", "reports", "sent.jsonl")
_HEADLINES = """
    select metrics.title_en, health.value, metrics.unit
    from community_health.fct_health_metrics as health
    inner join community_health.dim_metrics as metrics using (metric)
    where health.scope_type = 'portfolio'
        and health.as_of_date = ?
        and health.window_days = 90
        and health.metric in (
            'active_contributors', 'new_contributors', 'pull_request_merged_count',
            'contributor_absence_factor', 'issue_first_response_hours_median'
        )
    order by health.metric
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What a demo gave: figures of the portfolio (title, value, unit), and where to look."""

    deliveries: int
    headlines: tuple[tuple[str, float | None, str], ...]
    compared_numbers: int
    published: Path
    report: Path
    as_of: date


def demo_settings(settings: Settings, *, as_of: date) -> Settings:
    """The settings of the demo: everything lies in `demo` under the home, nothing of it elsewhere."""
    home = settings.home / "demo"
    return settings.model_copy(
        update={
            "home": home,
            "as_of": as_of,
            "secrets_file": home / "secrets.toml",
            "warehouse": home / "warehouse.duckdb",
            "published": home / "published",
            "reports": home / "reports",
            "portfolio": _portfolio(home),
            "enrolments": _enrolments(home),
        }
    )


def _portfolio(home: Path) -> Path:
    return home / "simulated-portfolio.yml"


def _enrolments(home: Path) -> Path:
    return home / "simulated-enrolments.csv"


def run_demo(
    settings: Settings, *, seed: int | None, progress: Progress, say: Callable[[str], None]
) -> Demo:
    """Bring the stack up, deliver a simulated year, wait for its report, take the stack down.

    A demo that was killed goes on where it was; one that had finished begins anew. Raises
    OsspulseError when a part fails, nothing is published in time, or a published number differs
    from what the simulator knows to be true.
    """
    from producers import simulator
    from producers.simulator.checking import check_published
    from producers.simulator.writing import (
        truth_of_simulation,
        write_enrolments,
        write_portfolio,
    )

    simulation = simulator.simulate(simulator.DEFAULT_SEED if seed is None else seed)
    mine = demo_settings(settings, as_of=simulation.as_of)
    state = _State(mine.home / "demo.json")
    if state.has_finished() or not state.is_of(simulation.seed):
        down(mine)
        _forget(mine)
        state.begin(simulation.seed)
    write_portfolio(simulation, into=_portfolio(mine.home))
    write_enrolments(simulation, into=_enrolments(mine.home))
    try:
        sent = _deliver(simulation, mine, progress=progress, say=say)
        with progress("Airflow lands, builds, validates, publishes, reports"):
            report = _wait_for_report(up(mine, parts=[]).settings)
    finally:
        with progress("stop everything"):
            down(mine)
    checked = check_published(
        mine.published_file, truth_of_simulation(simulation), as_of=simulation.as_of
    )
    if checked.differences:
        raise OsspulseError(
            f"{len(checked.differences)} of {checked.compared} published numbers differ from the "
            f"simulator's truth, the first: {checked.differences[0]}"
        )
    state.finish()
    return Demo(
        deliveries=sent,
        headlines=_headlines(mine),
        compared_numbers=checked.compared,
        published=mine.published_file,
        report=report,
        as_of=simulation.as_of,
    )


def _deliver(
    simulation: "Simulation", mine: Settings, *, progress: Progress, say: Callable[[str], None]
) -> int:
    """Deliver while Airflow starts: what it finds then is one backlog, landed in one run."""
    from producers.simulator.delivering import deliver
    from producers.simulator.signing import read_signing_secrets

    with progress("start Kafka and the receiver") as step:
        stack = up(mine, parts=["kafka", "receiver"], on_download=step)
    with ThreadPoolExecutor(max_workers=1) as starting:
        airflow = starting.submit(up, stack.settings, parts=["airflow"])
        with progress("deliver signed webhooks") as step:
            delivered = deliver(
                simulation.acts,
                to=f"http://{stack.settings.webhook_host}:{stack.settings.webhook_port}",
                secrets=read_signing_secrets(mine.secrets_path),
                ledger=mine.home / "sent.jsonl",
                on_progress=step,
            )
        if delivered.known_count:
            say(f"{delivered.known_count:,} were acknowledged in an earlier run")
        with progress("start Airflow"):
            airflow.result()
    return delivered.sent_count + delivered.known_count


def _wait_for_report(told: Settings) -> Path:
    """The report over everything that the log holds."""
    with Cluster(told) as cluster:
        ends = cluster.end_offsets(cluster.partitions(told.event_topics))
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        publication = read_publication(told.published_file)
        if publication and publication.covers(ends):
            run_id = reported_run(told.reports_folder, as_of=publication.as_of)
            if run_id == publication.run_id:
                return told.reports_folder / "index.html"
        for part in status(told):
            if part.state == "dead":
                raise Unavailable(
                    f"{part.name} died during the demo; its log is {part.log} and ends with: "
                    + " | ".join(part.log_lines)
                )
        time.sleep(_LOOK_EVERY_SECONDS)
    logs = ", ".join(str(part.log) for part in status(told))
    raise Unavailable(
        f"no report over all deliveries came within {_WAIT_SECONDS} s; look at {logs}, "
        "then run the demo again: it goes on where it was"
    )


def _headlines(mine: Settings) -> tuple[tuple[str, float | None, str], ...]:
    with duckdb.connect(str(mine.published_file.resolve()), read_only=True) as connection:
        rows = connection.execute(_HEADLINES, [mine.as_of]).fetchall()
    return tuple((str(title), value, str(unit)) for title, value, unit in rows)


def _forget(mine: Settings) -> None:
    for name in _DATA:
        path = mine.home / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for path in mine.home.glob("warehouse.duckdb*"):
        path.unlink()


class _State:
    """Which community the demo's data are of, and whether their report was written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_of(self, seed: int) -> bool:
        return bool(self._read().get("seed") == seed)

    def has_finished(self) -> bool:
        return bool(self._read().get("finished"))

    def begin(self, seed: int) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps({"seed": seed, "finished": False}))

    def finish(self) -> None:
        self._path.write_text(json.dumps({**self._read(), "finished": True}))

    def _read(self) -> dict[str, object]:
        try:
            found = json.loads(self._path.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return found if isinstance(found, dict) else {}

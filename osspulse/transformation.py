"""raw → marts: run the dbt project on the warehouse, in this process."""

import gc
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from osspulse.built_project import fingerprint_of, forget_build, remember_build, was_built_with
from osspulse.errors import OsspulseError, WrongUsage
from osspulse.people import store_people
from osspulse.portfolio import store_portfolio
from osspulse.settings import Settings
from osspulse.warehouse import exclusive_use, open_warehouse

if TYPE_CHECKING:
    from dbt.artifacts.schemas.run import RunExecutionResult
    from dbt.cli.main import dbtRunnerResult

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """How many models one build made, and in how many seconds."""

    model_count: int
    seconds: float

    def as_facts(self) -> dict[str, int | float]:
        """Counts for a log line or an asset event."""
        return {"models": self.model_count, "seconds": round(self.seconds, 2)}


def build_marts(
    settings: Settings,
    *,
    as_of: date,
    full_refresh: bool = False,
    on_progress: Progress = lambda _done, _total: None,
) -> Built:
    """Build every model from what has landed; the marts then speak of 00:00 UTC of `as_of`.

    The same raw events and day give the same marts. Where the dbt project is another one than at the
    last build, everything is built from all of raw, as with `full_refresh`; where it is the same,
    views and seeds stay as they are. `on_progress` hears how many models of how many
    are built. Raises WrongUsage for a file of the operator that cannot be used, Unavailable when the
    warehouse is in use, OsspulseError that names the model where one fails; the marts published
    before are untouched.
    """
    started = time.monotonic()
    store_portfolio(settings)
    store_people(settings)
    fingerprint = fingerprint_of(project_folder())
    with open_warehouse(settings.warehouse_file) as connection:
        is_known = was_built_with(connection, fingerprint) and not full_refresh
        if not is_known:
            forget_build(connection)
    with (
        exclusive_use(settings.warehouse_file),
        _told_to_dbt(settings, as_of),
        _no_garbage_collected(),
    ):
        result = _invoke(_arguments(settings, is_known=is_known), on_progress)
    built = Built(_count(result, settings), time.monotonic() - started)
    if not is_known:
        with open_warehouse(settings.warehouse_file) as connection:
            remember_build(connection, fingerprint)
    logger.info("marts built", extra=built.as_facts())
    return built


def project_folder() -> Path:
    """The dbt project: `DBT_PROJECT_DIR` where it is set, else `dbt/` beside this package."""
    folder = Path(os.environ.get("DBT_PROJECT_DIR") or Path(__file__).parents[1] / "dbt")
    if not (folder / "dbt_project.yml").is_file():
        raise WrongUsage(
            f"{folder} holds no dbt project; set DBT_PROJECT_DIR to the folder `dbt` of a checkout"
        )
    return folder


def _arguments(settings: Settings, *, is_known: bool) -> list[str]:
    project = project_folder()
    unchanged = ("seed", "--exclude", "config.materialized:view")
    return [
        *("--log-level", "none"),  # even `--quiet` prints a failure, on standard output
        *("--log-level-file", "info"),
        "--no-write-json",  # nobody reads a run's manifest, and writing it takes a second
        "build",
        *("--exclude-resource-types", "test", "unit_test"),
        *(unchanged if is_known else ["--full-refresh"]),
        *("--project-dir", str(project)),
        *("--profiles-dir", str(project)),
        *("--target-path", str(settings.home / "dbt" / "target")),
        *("--log-path", str(_log_folder(settings))),
    ]


def _log_folder(settings: Settings) -> Path:
    return settings.home / "logs"


@contextmanager
def _told_to_dbt(settings: Settings, as_of: date) -> Iterator[None]:
    """The environment variables that the dbt project reads; another day needs no parsing anew."""
    told = {
        "OSSPULSE_WAREHOUSE": str(settings.warehouse_file),
        "OSSPULSE_AS_OF": as_of.isoformat(),
        "OSSPULSE_DUCKDB_MEMORY": settings.duckdb_memory,
    }
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _no_garbage_collected() -> Iterator[None]:
    """Leave cycles alone for as long as one run of dbt takes.

    dbt keeps a quarter of a million objects alive and makes many more: looking through them again
    and again costs a fifth of a small build, and finds some 40 MB.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _invoke(arguments: list[str], on_progress: Progress) -> "dbtRunnerResult":
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    done = 0

    def hear(event: Any) -> None:
        nonlocal done
        if event.info.name in {"LogModelResult", "LogSeedResult"}:
            done += 1
            on_progress(done, event.data.total)

    try:
        return dbtRunner(callbacks=[hear]).invoke(arguments)
    finally:
        # dbt keeps both files open until the process ends; the next step has to get at the warehouse.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
        _close_log()


def _close_log() -> None:
    log = logging.getLogger("file_log")
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()


def _count(result: "dbtRunnerResult", settings: Settings) -> int:
    log = _log_folder(settings) / "dbt.log"
    if result.exception is not None:
        reason = str(result.exception).strip().splitlines()[0]
        raise OsspulseError(f"dbt could not run: {reason}; {log} says more")
    nodes = cast("RunExecutionResult", result.result).results
    failed = [node for node in nodes if node.status == "error"]
    if failed:
        reason = " ".join(str(failed[0].message).split())[:300]
        raise OsspulseError(
            f"{len(failed)} of {len(nodes)} models failed, first {failed[0].node.name}: {reason}; "
            f"{log} says more"
        )
    return len(nodes)

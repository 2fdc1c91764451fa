"""Bring the embedded stack up, take it down, and say how it is."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from osspulse.embedded.airflow import plan_airflow
from osspulse.embedded.jars import Step
from osspulse.embedded.launching import launch
from osspulse.embedded.parts import Planner, plan_kafka, plan_receiver
from osspulse.embedded.processes import is_running, last_lines, stop
from osspulse.embedded.state import (
    PARTS,
    PartName,
    Started,
    StartedPart,
    one_at_a_time,
    part_log,
    part_mark,
    read_started,
    write_addresses,
    write_started,
)
from osspulse.errors import WrongUsage
from osspulse.settings import Settings

logger = logging.getLogger(__name__)

State = Literal["running", "starting", "dead", "stopped"]

_PLANNERS: dict[PartName, Planner] = {
    "kafka": plan_kafka,
    "receiver": plan_receiver,
    "airflow": plan_airflow,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartStatus:
    """How one part is. `log_lines` is the end of its log where it is dead."""

    name: PartName
    state: State
    pid: int | None
    address: str | None
    log: Path
    log_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The running stack: its parts, and the settings that reach them."""

    settings: Settings
    parts: tuple[PartStatus, ...]


def check_parts(names: Sequence[str]) -> tuple[PartName, ...]:
    """The named parts in starting order; raises WrongUsage for a name that is none."""
    for name in names:
        if name not in PARTS:
            raise WrongUsage(f"{name!r} is no part of the stack; choose from {', '.join(PARTS)}")
    return tuple(part for part in PARTS if part in names)


def up(
    settings: Settings,
    *,
    parts: Sequence[str] = PARTS,
    on_part: Callable[[PartName], None] | None = None,
    on_download: Step | None = None,
) -> Stack:
    """Start the parts that do not run yet and return when all of them answer.

    `on_part` is told each part that is about to start, `on_download` how many files of Kafka are
    fetched of how many. Raises Unavailable (as PartFailed with the log's last lines) when a part does
    not come up; what this call started is then stopped again.
    """
    wanted = check_parts(parts)
    with one_at_a_time(settings):
        started = read_started(settings)
        ours: list[PartName] = []
        try:
            for name in wanted:
                now = _told(settings, started)
                if name in started and not _must_start(started[name], now):
                    continue
                ours.append(name)
                if on_part is not None:
                    on_part(name)
                _start(name, settings=now, started=started, on_download=on_download)
        except BaseException:
            _stop(ours, settings=settings, started=started)
            raise
        return Stack(settings=_told(settings, started), parts=_statuses(settings, started))


def down(settings: Settings) -> tuple[PartName, ...]:
    """Stop every part; the names of those that were there. No process of the stack is left."""
    with one_at_a_time(settings):
        started = read_started(settings)
        found = tuple(name for name in PARTS if name in started)
        _stop(found, settings=settings, started=started)
    return found


def status(settings: Settings) -> tuple[PartStatus, ...]:
    """How each part is, in starting order."""
    return _statuses(settings, read_started(settings))


def stay(
    settings: Settings,
    *,
    until: threading.Event,
    on_death: Callable[[PartStatus], None],
    every_seconds: float = 1.0,
) -> None:
    """Watch the stack until the event is set; each part that dies meanwhile is told once."""
    told: set[tuple[PartName, int | None]] = set()
    while not until.wait(every_seconds):
        for part in status(settings):
            if part.state == "dead" and (part.name, part.pid) not in told:
                told.add((part.name, part.pid))
                on_death(part)


def _must_start(part: StartedPart, settings: Settings) -> bool:
    """Whether it is not there, never answered, or talks to a Kafka that moved."""
    moved = part.name != "kafka" and part.brokers != settings.kafka_bootstrap_servers
    return not part.is_ready or not is_running(part.process) or moved


def _start(
    name: PartName, *, settings: Settings, started: Started, on_download: Step | None
) -> None:
    if name in started:  # what a killed or failed one left behind
        _end(started[name], settings=settings)
    plan = _PLANNERS[name](settings, started, on_download)

    def keep(part: StartedPart) -> None:
        started[name] = part
        _write(settings, started)

    launch(plan, settings=settings, keep=keep)
    if name == "kafka":
        from osspulse.kafka import ensure_topics

        ensure_topics(_told(settings, started))


def _stop(names: Sequence[PartName], *, settings: Settings, started: Started) -> None:
    for name in reversed(names):
        if name in started:
            _end(started[name], settings=settings)
            del started[name]
            logger.info("part stopped", extra={"part": name})
    _write(settings, started)


def _end(part: StartedPart, *, settings: Settings) -> None:
    stop(part.process, mark=part_mark(settings, part.name), grace_seconds=part.grace_seconds)


def _told(settings: Settings, started: Started) -> Settings:
    """The settings with the addresses of the parts that were started."""
    found: dict[str, object] = {}
    if "kafka" in started:
        found["kafka_bootstrap_servers"] = started["kafka"].address
    if "receiver" in started:
        found["webhook_host"] = started["receiver"].host
        found["webhook_port"] = started["receiver"].port
    return settings.model_copy(update=found)


def _write(settings: Settings, started: Started) -> None:
    write_started(settings, started)
    addresses: dict[str, str] = {}
    if "kafka" in started:
        addresses["OSSPULSE_KAFKA_BOOTSTRAP_SERVERS"] = started["kafka"].address
    if "receiver" in started:
        addresses["OSSPULSE_WEBHOOK_HOST"] = started["receiver"].host
        addresses["OSSPULSE_WEBHOOK_PORT"] = str(started["receiver"].port)
    if "airflow" in started:
        addresses["OSSPULSE_AIRFLOW_URL"] = f"http://{started['airflow'].address}"
    write_addresses(settings, addresses)


def _statuses(settings: Settings, started: Started) -> tuple[PartStatus, ...]:
    return tuple(_status(settings, started.get(name), name) for name in PARTS)


def _status(settings: Settings, part: StartedPart | None, name: PartName) -> PartStatus:
    if part is None:
        log = part_log(settings, name)
        return PartStatus(name=name, state="stopped", pid=None, address=None, log=log)
    state: State = "running" if part.is_ready else "starting"
    if not is_running(part.process):
        state = "dead"
    return PartStatus(
        name=name,
        state=state,
        pid=part.process.pid,
        address=part.address,
        log=part.log,
        log_lines=tuple(last_lines(part.log)) if state == "dead" else (),
    )

"""Start one part and wait until it answers, or say what became of it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from osspulse.embedded.processes import (
    inherited_environment,
    is_running,
    last_lines,
    start,
    stop,
)
from osspulse.embedded.state import PartName, StartedPart, part_log, part_mark
from osspulse.errors import Unavailable
from osspulse.settings import Settings

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one part is started, and how one sees that it is ready."""

    name: PartName
    command: list[str]
    environment: dict[str, str]
    host: str
    port: int
    is_ready: Callable[[], bool]
    ready_within_seconds: float
    grace_seconds: float
    """How long it may take to end by itself before it is killed."""


class PartFailed(Unavailable):
    """A part of the stack did not come up; `log_lines` is the end of its log."""

    def __init__(self, message: str, *, log: Path) -> None:
        super().__init__(message)
        self.log = log
        self.log_lines = last_lines(log)


def launch(plan: Plan, *, settings: Settings, keep: Callable[[StartedPart], None]) -> StartedPart:
    """Start the part and return when it answers; raises PartFailed, and then nothing of it is left.

    `keep` is called as soon as there is a process and again when it is ready, so that another
    command finds it whenever this one is killed.
    """
    mark, log = part_mark(settings, plan.name), part_log(settings, plan.name)
    began = time.monotonic()
    process = start(
        plan.command, environment=plan.environment, mark=mark, log=log, folder=settings.home
    )

    def part(*, is_ready: bool) -> StartedPart:
        return StartedPart(
            name=plan.name,
            process=process,
            host=plan.host,
            port=plan.port,
            log=log,
            brokers=settings.kafka_bootstrap_servers,
            grace_seconds=plan.grace_seconds,
            is_ready=is_ready,
        )

    try:
        keep(part(is_ready=False))
        _wait(plan, part(is_ready=False))
    except BaseException:
        stop(process, mark=mark, grace_seconds=plan.grace_seconds)
        raise
    ready = part(is_ready=True)
    keep(ready)
    seconds = round(time.monotonic() - began, 1)
    logger.info("part ready", extra={"part": plan.name, "at": ready.address, "seconds": seconds})
    return ready


def _wait(plan: Plan, part: StartedPart) -> None:
    deadline = time.monotonic() + plan.ready_within_seconds
    while not plan.is_ready():
        if not is_running(part.process):
            raise PartFailed(
                f"{plan.name} ended while it started{_last_word(part.log)}; its log is {part.log}",
                log=part.log,
            )
        if time.monotonic() > deadline:
            raise PartFailed(
                f"{plan.name} did not answer on {part.address} within "
                f"{plan.ready_within_seconds:.0f} s{_last_word(part.log)}; its log is {part.log}",
                log=part.log,
            )
        time.sleep(_POLL_SECONDS)


def _last_word(log: Path) -> str:
    lines = [line.strip() for line in last_lines(log) if line.strip()]
    return f" ({lines[-1][:300]})" if lines else ""


def child_environment(settings: Settings) -> dict[str, str]:
    """What a child inherits, with these settings in place of those it would read itself."""
    values = {name: getattr(settings, name) for name in type(settings).model_fields}
    ours = {
        f"OSSPULSE_{name.upper()}": _as_text(value)
        for name, value in values.items()
        if value is not None
    }
    return inherited_environment() | ours


def _as_text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else str(value)

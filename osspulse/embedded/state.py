"""What is known of the stack that runs in a home, kept between commands."""

import fcntl
import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from osspulse.embedded.processes import StartedProcess
from osspulse.errors import WrongUsage
from osspulse.settings import STACK_ENV, Settings

logger = logging.getLogger(__name__)

PartName = Literal["kafka", "receiver", "airflow"]

PARTS: tuple[PartName, ...] = ("kafka", "receiver", "airflow")
"""The parts of the stack in the order in which they start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedPart:
    """One part that was started; `is_ready` says whether it ever answered."""

    name: PartName
    process: StartedProcess
    host: str
    port: int
    log: Path
    brokers: str
    """The Kafka that it was told to talk to."""
    grace_seconds: float
    """How long it may take to end by itself before it is killed."""
    is_ready: bool

    @property
    def address(self) -> str:
        """Host and port, as one text."""
        return f"{self.host}:{self.port}"


Started = dict[PartName, StartedPart]


def part_mark(settings: Settings, name: PartName) -> str:
    """What the part's processes carry in their environment."""
    return f"{settings.home}:{name}"


def part_log(settings: Settings, name: PartName) -> Path:
    """Where the part writes."""
    return settings.home / "logs" / f"{name}.log"


def read_started(settings: Settings) -> Started:
    """The parts that were started and not stopped; raises WrongUsage where the file is damaged."""
    path = _state_file(settings)
    if not path.exists():
        return {}
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))["parts"]
        return {facts["name"]: _part(facts) for facts in parts}
    except (ValueError, KeyError, TypeError) as error:
        raise WrongUsage(
            f"{path} cannot be read ({type(error).__name__}); end the processes that it names by "
            "hand, then remove it"
        ) from error


def write_started(settings: Settings, started: Started) -> None:
    """Keep the parts; remove the file where there is none."""
    path = _state_file(settings)
    if not started:
        path.unlink(missing_ok=True)
        return
    parts = [asdict(part) | {"log": str(part.log)} for part in started.values()]
    _write(path, json.dumps({"parts": parts}, indent=2) + "\n")


def write_addresses(settings: Settings, addresses: Mapping[str, str]) -> None:
    """Let every later command in this home find the stack; remove the file where there is none."""
    path = settings.home / STACK_ENV
    if not addresses:
        path.unlink(missing_ok=True)
        return
    _write(path, "".join(f"{name}={value}\n" for name, value in addresses.items()))


@contextmanager
def one_at_a_time(settings: Settings) -> Iterator[None]:
    """Hold the home's stack; wait, and say so, while another command changes it."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "stack.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            logger.warning(
                "waiting for another osspulse command that starts or stops this stack",
                extra={"home": str(settings.home)},
            )
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _state_file(settings: Settings) -> Path:
    return settings.home / "stack.json"


def _part(facts: dict[str, object]) -> StartedPart:
    process = StartedProcess(**facts.pop("process"))  # type: ignore[arg-type]
    log = Path(str(facts.pop("log")))
    return StartedPart(process=process, log=log, **facts)  # type: ignore[arg-type]


def _write(path: Path, text: str) -> None:
    """Replace the file in one step: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)

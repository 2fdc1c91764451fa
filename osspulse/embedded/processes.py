"""Processes that outlive the command that started them, and that are never mistaken for others."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

MARK = "OSSPULSE_STACK_PART"
"""In the environment of every process of the stack: `<home>:<part>`."""

_CLOCK_TOLERANCE_SECONDS = 5.0
_KILL_SECONDS = 10.0
_LOG_ROTATES_AT_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StartedProcess:
    """A process by number and start (seconds since the epoch): a number alone is given out again."""

    pid: int
    started_at: float


def inherited_environment() -> dict[str, str]:
    """What a child inherits from this process."""
    return dict(os.environ)


def start(
    command: Sequence[str], *, environment: Mapping[str, str], mark: str, log: Path, folder: Path
) -> StartedProcess:
    """Start a process in a session of its own that writes to the end of `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_ROTATES_AT_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env={**environment, MARK: mark},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # It is meant to outlive us: psutil watches it from here on, and Popen shall not complain.
    process.returncode = 0
    return StartedProcess(process.pid, psutil.Process(process.pid).create_time())


def is_running(process: StartedProcess) -> bool:
    """Whether this very process still runs."""
    return _leader(process) is not None


def stop(process: StartedProcess, *, mark: str, grace_seconds: float) -> None:
    """End the process and all that came from it, also where it died before them."""
    members = _members(process, mark=mark)
    for member in members:
        _signal(member, force=False)
    psutil.wait_procs(members, timeout=grace_seconds)
    deadline = time.monotonic() + _KILL_SECONDS
    while time.monotonic() < deadline and (members := _members(process, mark=mark)):
        for member in members:
            _signal(member, force=True)
        psutil.wait_procs(members, timeout=1)


def marked(mark: str) -> list[psutil.Process]:
    """The living processes that carry this mark."""
    return [found for found in psutil.process_iter() if _is_ours(found, mark=mark)]


def last_lines(log: Path, *, count: int = 15) -> list[str]:
    """The end of a log, as far as it can be read."""
    if not log.is_file():
        return []
    with log.open("rb") as content:
        content.seek(max(0, log.stat().st_size - 16 * 1024))
        return content.read().decode(errors="replace").splitlines()[-count:]


def _leader(process: StartedProcess) -> psutil.Process | None:
    try:
        found = psutil.Process(process.pid)
        if abs(found.create_time() - process.started_at) > _CLOCK_TOLERANCE_SECONDS:
            return None
        return None if _is_dead(found) else found
    except psutil.NoSuchProcess:
        return None


def _is_dead(found: psutil.Process) -> bool:
    """Whether it ended; if it is a child of ours that ended, it is also cleared away."""
    try:
        if found.status() != psutil.STATUS_ZOMBIE:
            return False
        if found.ppid() == os.getpid():
            found.wait(timeout=1)
    except (psutil.NoSuchProcess, psutil.TimeoutExpired):
        return True
    return True


def _members(process: StartedProcess, *, mark: str) -> list[psutil.Process]:
    """Who came from it: by session, by mark (where the title did not overwrite it), by descent."""
    found = {member.pid: member for member in marked(mark)}
    leader = _leader(process)
    family = [leader, *leader.children(recursive=True)] if leader else []
    for member in [*family, *_session(process)]:
        found[member.pid] = member
    found.pop(os.getpid(), None)
    return [member for member in found.values() if not _is_dead(member)]


def _session(process: StartedProcess) -> list[psutil.Process]:
    """The processes of its session, which keeps its number while one of them lives."""
    members = []
    for found in psutil.process_iter():
        try:
            same_session = os.getsid(found.pid) == process.pid
            if (
                same_session
                and found.create_time() >= process.started_at - _CLOCK_TOLERANCE_SECONDS
            ):
                members.append(found)
        except (ProcessLookupError, PermissionError, psutil.NoSuchProcess):
            continue  # it ended meanwhile, or belongs to someone else
    return members


def _is_ours(found: psutil.Process, *, mark: str) -> bool:
    try:
        return found.environ().get(MARK) == mark and not _is_dead(found)
    except (psutil.AccessDenied, psutil.NoSuchProcess, OSError):
        return False


def _signal(member: psutil.Process, *, force: bool) -> None:
    try:
        member.kill() if force else member.terminate()
    except psutil.NoSuchProcess:
        return

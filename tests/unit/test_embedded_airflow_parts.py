"""The process that keeps Airflow's parts running, with tiny programs in their place."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
from tiny_children import HAS_A_CHILD, IGNORES_SIGTERM, SLEEPS, python, wait_for

from osspulse.embedded.airflow_parts import PARTS, Part, supervise

_DIES = "pass"


@contextmanager
def supervised(*parts: Part, end: threading.Event) -> Iterator[tuple[Future[int], list[str]]]:
    said: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        status = pool.submit(supervise, parts, until=end, say=said.append, look_every_seconds=0.01)
        try:
            yield status, said
        finally:
            end.set()


def pid_of(part: Part) -> int:
    wait_for(lambda: part.process is not None)
    assert part.process is not None
    return part.process.pid


def restarted(part: Part, before: int) -> Callable[[], bool]:
    return lambda: pid_of(part) != before


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_killed_part_is_started_again_and_the_others_stay() -> None:
    victim, other = Part("victim", python(SLEEPS)), Part("other", python(SLEEPS))

    with supervised(victim, other, end=threading.Event()) as (_, said):
        before, beside = pid_of(victim), pid_of(other)
        os.kill(before, signal.SIGKILL)
        wait_for(restarted(victim, before))
        assert pid_of(other) == beside
    assert said == ["victim ended with -9; starting it again"]


def test_what_a_killed_part_left_behind_is_ended(tmp_path: Path) -> None:
    program = HAS_A_CHILD.replace("os.setpgid(0, 0); ", "").replace(
        "print('child', os.getpid(), flush=True)",
        f"open('{tmp_path}/' + str(os.getpid()), 'w').close()",
    )
    part = Part("part", python(program))

    with supervised(part, end=threading.Event()):
        wait_for(lambda: any(tmp_path.iterdir()))
        orphan = psutil.Process(int(next(tmp_path.iterdir()).name))
        before = pid_of(part)
        os.kill(before, signal.SIGKILL)
        wait_for(restarted(part, before))
        wait_for(lambda: is_gone(orphan))


def test_one_that_dies_again_and_again_ends_them_all() -> None:
    dying, other = Part("dying", python(_DIES)), Part("other", python(SLEEPS))

    with supervised(dying, other, end=threading.Event()) as (status, said):
        assert status.result(timeout=60) == 1
        assert other.exit_code() is not None
    assert said[-1] == "dying died 5 times in a minute, so Airflow ends"
    assert len(said) == 5


def test_told_to_end_it_ends_all_and_also_one_that_will_not() -> None:
    polite, stubborn = Part("polite", python(SLEEPS)), Part("stubborn", python(IGNORES_SIGTERM))
    end = threading.Event()

    with supervised(polite, stubborn, end=end) as (status, said):
        pids = [pid_of(polite), pid_of(stubborn)]
        end.set()
        assert status.result(timeout=60) == 0
    assert said == []
    wait_for(
        lambda: all(not psutil.pid_exists(pid) or is_gone(psutil.Process(pid)) for pid in pids)
    )


def test_no_part_opens_a_server_of_logs() -> None:
    for name in ("scheduler", "triggerer"):
        assert "--skip-serve-logs" in PARTS[name]
    assert set(PARTS) == {"api-server", "scheduler", "dag-processor", "triggerer"}

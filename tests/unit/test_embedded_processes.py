import os
import signal
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from tiny_children import HAS_A_CHILD, IGNORES_SIGTERM, SLEEPS, child, wait_for

from osspulse.embedded.java import java_environment, java_home
from osspulse.embedded.processes import MARK, is_running, last_lines, marked, stop


def test_a_started_process_has_a_session_of_its_own_and_carries_its_mark(tmp_path: Path) -> None:
    with child(SLEEPS, folder=tmp_path) as started:
        assert is_running(started)
        assert os.getsid(started.pid) == started.pid
        assert psutil.Process(started.pid).environ()[MARK] == f"{tmp_path}:child"
        assert [found.pid for found in marked(f"{tmp_path}:child")] == [started.pid]


@pytest.mark.parametrize("program", [SLEEPS, IGNORES_SIGTERM])
def test_stop_ends_a_process_even_where_it_will_not(program: str, tmp_path: Path) -> None:
    with child(program, folder=tmp_path) as started:
        stop(started, mark="none", grace_seconds=0.2)

        assert not is_running(started)


@pytest.mark.parametrize("mark", ["none", "own"])
def test_stop_ends_what_a_dead_process_left_behind(mark: str, tmp_path: Path) -> None:
    with child(HAS_A_CHILD, folder=tmp_path) as started:
        orphan = psutil.Process(int((tmp_path / "child.log").read_text().split()[1]))
        os.kill(started.pid, signal.SIGKILL)
        wait_for(lambda: not is_running(started))
        assert orphan.is_running()

        stop(started, mark=f"{tmp_path}:child" if mark == "own" else mark, grace_seconds=5)

        wait_for(lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE)


def test_a_number_that_was_given_out_again_is_somebody_else(tmp_path: Path) -> None:
    with child(SLEEPS, folder=tmp_path) as somebody_else:
        before = replace(somebody_else, started_at=somebody_else.started_at + 3600)

        assert not is_running(before)
        stop(before, mark="none", grace_seconds=0)
        assert is_running(somebody_else)


def test_last_lines_are_the_end_of_a_log_and_none_where_there_is_no_log(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    assert last_lines(log) == []

    log.write_text("".join(f"line {number}\n" for number in range(10_000)))

    assert last_lines(log, count=2) == ["line 9998", "line 9999"]


def test_the_java_of_the_wheel_comes_first_and_options_for_another_do_not_reach_it() -> None:
    environment = java_environment(
        {"PATH": "/elsewhere/bin", "JAVA_HOME": "/elsewhere", "JAVA_TOOL_OPTIONS": "-Dforeign=1"}
    )

    assert environment == {
        "PATH": f"{java_home()}/bin:/elsewhere/bin",
        "JAVA_HOME": str(java_home()),
    }

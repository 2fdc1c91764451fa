"""`osspulse demo` on real Kafka, Airflow, DuckDB, dbt and Great Expectations; then with a part killed."""

import os
import signal
import time
from pathlib import Path
from random import Random

import pytest
from demo_process import Demo, eventually

pytestmark = pytest.mark.timeout(900)


def test_the_demo_shows_a_report_with_true_numbers_and_leaves_no_process(tmp_path: Path) -> None:
    demo = Demo(tmp_path / "home")

    facts = demo.run()

    assert facts["deliveries"] == 2000
    assert facts["numbers_compared_with_truth"] > 2000
    assert Path(facts["report"]).is_file()
    assert demo.audit() == {"lost": 0, "changed": 0, "twice": 0}
    assert demo.processes() == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("part", ["receiver", "landing", "airflow", "kafka"])
def test_a_demo_whose_part_was_killed_goes_on_when_it_is_run_again(
    part: str, seed: int, tmp_path: Path
) -> None:
    demo = Demo(tmp_path / "home")
    delay = Random(f"{part} {seed}").uniform(0, 0.3 if part == "landing" else 6)
    with demo.started() as process:
        pid = eventually(lambda: demo.pid_of(part))
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=600)

    facts = demo.run()

    assert facts["deliveries"] == 2000
    assert demo.audit() == {"lost": 0, "changed": 0, "twice": 0}, f"killed after {delay:.2f} s"
    assert demo.processes() == []

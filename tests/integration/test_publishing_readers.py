"""Readers see one publication or the next, whatever happens to the publisher."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from gate_marts_builder import AS_OF, change_warehouse, write_warehouse
from publisher_process import content_gate

from osspulse.publishing import publish_marts
from osspulse.settings import Settings

_SUPPORT = Path(__file__).parents[1] / "support"
_READERS = 4
_ONE_MORE = "insert into core.dim_people (person_id, account_count) values (uuid(), 1)"
_STEPS = ["write_candidate", "write_gate_results", "see_as_reader", "_make_durable", "_swap"]
_STEPS += ["os.replace", "_remove_old"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path)
    write_warehouse(settings.warehouse_file)
    publish_marts(settings, run_id="0", as_of=AS_OF, opened_gate=content_gate)
    return settings


def _run_id(settings: Settings) -> str:
    with duckdb.connect(str(settings.published_file.resolve()), read_only=True) as connection:
        ((run_id,),) = connection.execute("select run_id from quality.publication").fetchall()
    return str(run_id)


@pytest.mark.parametrize("publishes", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_readers_see_wholly_one_run_while_many_are_published(
    settings: Settings, publishes: int
) -> None:
    stop = settings.home / "stop"
    reader = [sys.executable, str(_SUPPORT / "publication_reader.py")]
    readers = [
        subprocess.Popen(
            [*reader, str(settings.published_file), str(stop)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(_READERS)
    ]
    for run in range(1, publishes + 1):
        change_warehouse(settings.warehouse_file, _ONE_MORE)
        publish_marts(settings, run_id=str(run), as_of=AS_OF, opened_gate=content_gate)
    stop.touch()
    ends = [(process.communicate()[0], process.returncode) for process in readers]

    assert [status for _, status in ends] == [0] * _READERS
    seen = [json.loads(output) for output, _ in ends]
    assert all(one["reads"] >= 1 and one["runs"][-1] <= publishes for one in seen)
    assert list(settings.published_folder.glob("*.wal")) == []


@pytest.mark.parametrize("step", _STEPS)
def test_a_publisher_killed_at_any_step_leaves_a_publication_and_no_obstacle(
    settings: Settings, step: str
) -> None:
    change_warehouse(settings.warehouse_file, _ONE_MORE)
    killed = subprocess.run(
        [sys.executable, str(_SUPPORT / "publisher_process.py"), str(settings.home), "1", step],
        check=False,
    )

    assert killed.returncode == -signal.SIGKILL
    assert _run_id(settings) == ("1" if step == "_remove_old" else "0")
    publish_marts(settings, run_id="2", as_of=AS_OF, opened_gate=content_gate)
    assert _run_id(settings) == "2"
    assert [path.name for path in settings.published_folder.glob("*candidate*")] == []

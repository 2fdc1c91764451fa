"""Back up and restore the warehouse, and the ways in which that could go wrong."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from command_line import osspulse
from tiny_children import wait_for
from whole_thread import rows

from osspulse.backing_up import back_up
from osspulse.errors import Unavailable, WrongUsage
from osspulse.file_copies import look_into
from osspulse.restoring import restore
from osspulse.settings import Settings
from osspulse.warehouse import exclusive_use, open_warehouse

_NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings.load(home=tmp_path / "home", backups_keep=2)
    add_events(settings, 0, 100)
    return settings


def add_events(settings: Settings, start: int, end: int) -> None:
    with open_warehouse(settings.warehouse_file) as connection:
        connection.execute(
            """insert into raw.events
               select 'github', 'issues', range::varchar, '2026-06-01', '2026-06-01', 'topic', 0,
                      range, 'application/json', 'sha', repeat('body ' || range, 100)
               from range(?, ?)""",
            [start, end],
        )
        connection.execute("delete from raw.positions")
        connection.execute(
            """insert into raw.positions by name
               select 'topic' as topic, 'id' as topic_id, 0 as partition, ? as next_offset,
                      timestamptz '2026-06-01' as updated_at""",
            [end],
        )


def event_count(file: Path) -> int:
    return int(rows(file, "select count(*) from raw.events")[0][0])


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@contextmanager
def someone_inside(warehouse: Path) -> Iterator[None]:
    """Another process, which knows nothing of our lock, has the file open."""
    script = "import duckdb, sys\nc = duckdb.connect(sys.argv[1])\nprint('in', flush=True)\nsys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "in\n"
        yield
        process.stdin.close()
        process.wait(timeout=30)


def test_a_copy_holds_what_the_warehouse_held_and_is_whole(settings: Settings) -> None:
    done = back_up(settings, clock=lambda: _NOON)

    assert done.path == settings.backups_folder / "warehouse-20260601T120000Z.duckdb"
    assert done.contents.rows["events"] == event_count(done.path) == 100
    assert done.contents.positions == [("topic", 0, 100)]
    assert files_in(settings.backups_folder) == {done.path.name, f"{done.path.name}.sha256"}
    checked = subprocess.run(
        ["sha256sum", "--check", f"{done.path.name}.sha256"],
        cwd=settings.backups_folder,
        check=False,
        capture_output=True,
    )
    assert checked.returncode == 0


def test_a_copy_holds_what_was_still_in_the_write_ahead_log(settings: Settings) -> None:
    script = (
        "import duckdb, os, sys\nc = duckdb.connect(sys.argv[1])\n"
        "c.execute(\"insert into raw.gaps values ('topic', 0, 1, 2, 'retention', '2026-06-01')\")\n"
        "os.kill(os.getpid(), 9)"
    )
    warehouse = settings.warehouse_file
    subprocess.run([sys.executable, "-c", script, str(warehouse)], check=False)
    assert warehouse.with_name(f"{warehouse.name}.wal").exists()

    assert back_up(settings).contents.rows["gaps"] == 1


def test_the_newest_copies_are_kept_and_nothing_else_is_touched(settings: Settings) -> None:
    settings.backups_folder.mkdir()
    (settings.backups_folder / "notes.txt").write_text("mine")
    (settings.backups_folder / ".warehouse-20260101T000000Z.duckdb.partial").write_text("killed")
    made = [
        back_up(settings, clock=lambda day=day: _NOON + timedelta(days=day))  # type: ignore[misc]
        for day in range(4)
    ]

    kept = {done.path.name for done in made[2:]}
    assert files_in(settings.backups_folder) == (
        kept | {f"{name}.sha256" for name in kept} | {"notes.txt"}
    )
    assert [done.removed for done in made] == [0, 0, 1, 1]


def test_two_copies_in_one_second_have_two_names(settings: Settings) -> None:
    first, second = (
        back_up(settings, clock=lambda us=us: _NOON.replace(microsecond=us))  # type: ignore[misc]
        for us in (0, 5)
    )

    assert first.path != second.path
    assert len(files_in(settings.backups_folder)) == 4


def test_nothing_is_copied_while_somebody_is_inside(settings: Settings) -> None:
    with (
        someone_inside(settings.warehouse_file),
        pytest.raises(Unavailable, match="Conflicting lock is held"),
    ):
        back_up(settings)
    assert files_in(settings.backups_folder) == set()


def test_a_damaged_warehouse_is_not_taken_for_a_copy(settings: Settings) -> None:
    back_up(settings, clock=lambda: _NOON)
    flip_bytes(settings.warehouse_file)

    with pytest.raises(Unavailable):
        back_up(settings)
    assert len(files_in(settings.backups_folder)) == 2


def flip_bytes(file: Path) -> None:
    """Damage the middle of every block that may hold rows."""
    content = bytearray(file.read_bytes())
    for place in range(3 * 4096 + 2000, len(content), 64 * 1024):
        content[place] ^= 0xFF
    file.write_bytes(content)


def test_a_full_disk_leaves_no_half_copy(settings: Settings) -> None:
    script = (
        "import resource, sys\nfrom osspulse.__main__ import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "sys.argv = ['osspulse', 'backup']\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"OSSPULSE_HOME": str(settings.home)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    assert files_in(settings.backups_folder) == set()
    assert event_count(settings.warehouse_file) == 100


def test_a_killed_backup_leaves_the_copies_that_were_there(settings: Settings) -> None:
    before = back_up(settings, clock=lambda: _NOON)
    process = subprocess.Popen(
        [sys.executable, "-m", "osspulse", "backup"],
        env=os.environ | {"OSSPULSE_HOME": str(settings.home)},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: any(".partial" in name for name in files_in(settings.backups_folder)))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)

    assert event_count(before.path) == 100
    again = back_up(settings)
    assert event_count(again.path) == 100
    assert not any(".partial" in name for name in files_in(settings.backups_folder))


def test_what_is_restored_is_the_copy_and_what_was_there_is_kept(settings: Settings) -> None:
    copy = back_up(settings)
    add_events(settings, 100, 150)

    restored = restore(settings, copy.path)

    assert event_count(settings.warehouse_file) == 100
    assert restored.contents == copy.contents
    assert restored.kept_aside is not None
    assert event_count(restored.kept_aside) == 150
    assert event_count(copy.path) == 100
    add_events(settings, 100, 130)
    assert event_count(copy.path) == 100


def test_no_log_of_another_file_is_left_beside_the_restored_one(settings: Settings) -> None:
    copy = back_up(settings)
    add_events(settings, 100, 150)
    stale = settings.warehouse_file.with_name(f"{settings.warehouse_file.name}.wal")
    stale.write_bytes(b"a log of another file")

    restored = restore(settings, copy.path)

    assert not stale.exists()
    assert event_count(settings.warehouse_file) == 100
    assert restored.kept_aside is not None
    assert restored.kept_aside.with_name(f"{restored.kept_aside.name}.wal").exists()


def test_it_restores_where_the_warehouse_is_lost_or_no_database(settings: Settings) -> None:
    copy = back_up(settings)
    settings.warehouse_file.unlink()
    assert restore(settings, copy.path).kept_aside is None

    settings.warehouse_file.write_bytes(b"")
    restore(settings, copy.path)
    assert event_count(settings.warehouse_file) == 100


def test_nothing_is_restored_while_somebody_is_inside(settings: Settings) -> None:
    copy = back_up(settings)
    add_events(settings, 100, 150)

    with (
        someone_inside(settings.warehouse_file),
        pytest.raises(Unavailable, match="is open in another process; end that one"),
    ):
        restore(settings, copy.path)
    with (
        exclusive_use(settings.warehouse_file),
        pytest.raises(Unavailable, match=rf"is in use by process {os.getpid()}"),
    ):
        restore(settings, copy.path)
    assert event_count(settings.warehouse_file) == 150


@pytest.mark.parametrize("damage", ["flipped", "short", "other", "with a log"])
def test_a_copy_that_is_not_what_was_backed_up_is_refused(settings: Settings, damage: str) -> None:
    copy = back_up(settings)
    add_events(settings, 100, 150)
    if damage == "flipped":
        flip_bytes(copy.path)
    elif damage == "short":
        os.truncate(copy.path, copy.path.stat().st_size // 2)
    elif damage == "other":
        copy.path.unlink()
        duckdb.connect(str(copy.path)).close()
    else:
        shutil.copy(settings.warehouse_file, copy.path)

    with pytest.raises(Unavailable):
        restore(settings, copy.path)
    assert event_count(settings.warehouse_file) == 150
    assert look_into(settings.warehouse_file).rows["events"] == 150
    assert not any("restoring" in name for name in files_in(settings.home))


def test_what_is_no_backup_is_named(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"absent\.duckdb does not exist; .*backups is where"):
        restore(settings, tmp_path / "absent.duckdb")
    with pytest.raises(WrongUsage, match="is the warehouse itself"):
        restore(settings, settings.warehouse_file)
    with pytest.raises(WrongUsage, match="does not exist yet; `osspulse land` makes it"):
        back_up(Settings.load(home=tmp_path / "empty"))


def test_the_commands_say_where_things_are(settings: Settings, tmp_path: Path) -> None:
    made = osspulse("backup", "--out", str(tmp_path / "safe"), home=settings.home)
    assert made.status == 0, made.lines
    (copy,) = (tmp_path / "safe").glob("*.duckdb")
    assert made.output.startswith("100 events, ")
    assert str(copy) in made.output

    put_back = osspulse("restore", str(copy), home=settings.home)
    assert put_back.status == 0, put_back.lines
    assert put_back.output.startswith("100 events restored; now run `osspulse land`")

    absent = osspulse("restore", str(tmp_path / "absent"), home=settings.home)
    assert absent.status == 2
    assert "does not exist" in absent.error

"""Landing is killed, held up, starved or finds its files damaged: nothing is lost, doubled or overwritten."""

import os
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import duckdb
import pytest
from landing_ledger import CLEAN, audit, send
from landing_process import start_landing
from landing_waiting import wait_until_it_writes
from poison import spoil
from whole_thread import rows

from osspulse.errors import LostHistory, OsspulseError, Unavailable, WrongUsage
from osspulse.kafka import Cluster, Consumer, Record
from osspulse.landing import land_new_events
from osspulse.settings import Settings
from osspulse.warehouse import exclusive_use, open_warehouse


def wal_of(settings: Settings) -> Path:
    return Path(f"{settings.warehouse_file}.wal")


@contextmanager
def a_landing_held_up(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A landing that writes, suspended in the middle; it goes on and ends at the end."""
    landing = start_landing(settings)
    try:
        wait_until_it_writes(settings, landing.poll)
        landing.send_signal(signal.SIGSTOP)
        yield landing
        landing.send_signal(signal.SIGCONT)
        landing.wait(timeout=60)
    finally:
        landing.kill()
        landing.wait(timeout=30)


def test_l33_l34_a_second_landing_waits_then_names_the_one_that_holds_the_warehouse(
    kafka_settings: Settings,
) -> None:
    sent = send(kafka_settings, range(2_000))
    with a_landing_held_up(kafka_settings) as first:
        named = f"is in use by process {first.pid}; wait until it is done, or end it"
        with (
            pytest.raises(Unavailable, match=named),
            open_warehouse(kafka_settings.warehouse_file, wait_seconds=0.3),
        ):
            raise AssertionError("two processes were in the warehouse")
        first.send_signal(signal.SIGCONT)
        land_new_events(kafka_settings)  # waits for the first
    assert audit(kafka_settings, sent) == CLEAN


def test_p11_l34_a_landing_that_was_overtaken_while_suspended_changes_nothing(
    kafka_settings: Settings,
) -> None:
    """The other one landed in a copy, which was then put in the warehouse's place."""
    sent = send(kafka_settings, range(2_000), poison_every=90)
    warehouse, copy = kafka_settings.warehouse_file, kafka_settings.home / "copy.duckdb"
    with a_landing_held_up(kafka_settings) as zombie:
        shutil.copy(warehouse, copy)
        if wal_of(kafka_settings).exists():
            shutil.copy(wal_of(kafka_settings), f"{copy}.wal")
        land_new_events(kafka_settings.model_copy(update={"warehouse": copy}))
        copy.replace(warehouse)
        wal_of(kafka_settings).unlink(missing_ok=True)
        zombie.send_signal(signal.SIGCONT)
        zombie.wait(timeout=60)

    assert audit(kafka_settings, sent) == CLEAN
    sent |= send(kafka_settings, range(2_000, 2_100))
    assert land_new_events(kafka_settings).new == 100
    assert audit(kafka_settings, sent) == CLEAN


def test_p11_l34_a_landing_that_another_one_overtook_in_the_same_file_stores_nothing(
    kafka_settings: Settings,
) -> None:
    send(kafka_settings, range(100))
    land_new_events(kafka_settings)
    send(kafka_settings, range(100, 200))

    def steal(_done: int, _total: int) -> None:
        raise AssertionError("it stored a portion although a position had moved")

    with pytest.MonkeyPatch.context() as patch:
        from osspulse.landing import landing
        from osspulse.landing.storing import read_positions

        read = read_positions

        def read_then_steal(connection: duckdb.DuckDBPyConnection) -> object:
            found = read(connection)
            connection.execute("update raw.positions set next_offset = next_offset + 1")
            return found

        patch.setattr(landing, "read_positions", read_then_steal)
        with pytest.raises(LostHistory, match="another landing went on meanwhile"):
            land_new_events(kafka_settings, on_progress=steal)
    assert rows(kafka_settings.warehouse_file, "select count(*) from raw.events") == [(100,)]


def test_l33_reading_the_file_in_the_process_that_holds_it_lets_no_second_one_in(
    kafka_settings: Settings,
) -> None:
    """Opening and closing the file drops DuckDB's own lock; ours lies beside it."""
    warehouse = kafka_settings.warehouse_file
    with open_warehouse(warehouse):
        assert warehouse.read_bytes()
        shutil.copy(warehouse, f"{warehouse}.copy")
        other = "import sys, pathlib; from osspulse.warehouse import exclusive_use\n"
        other += "with exclusive_use(pathlib.Path(sys.argv[1]), wait_seconds=0.2): pass"
        tried = subprocess.run(
            [sys.executable, "-c", other, str(warehouse)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert f"is in use by process {os.getpid()}" in tried.stderr


def test_the_lock_of_a_process_that_died_is_free(kafka_settings: Settings) -> None:
    send(kafka_settings, range(2_000))
    landing = start_landing(kafka_settings)
    wait_until_it_writes(kafka_settings, landing.poll)
    landing.kill()
    landing.wait(timeout=30)

    with exclusive_use(kafka_settings.warehouse_file, wait_seconds=0):
        pass


def test_l35_dying_before_kafka_was_told_repeats_nothing(
    kafka_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(kafka_settings, range(100))

    def die(_self: object, _offsets: object) -> None:
        raise Unavailable("the broker went away")

    with monkeypatch.context() as patch:
        patch.setattr(Cluster, "commit_landed_offsets", die)
        with pytest.raises(Unavailable):
            land_new_events(kafka_settings)

    assert land_new_events(kafka_settings).new == 0
    assert audit(kafka_settings, sent) == CLEAN


def _tear(settings: Settings, rng: Random) -> None:
    size = wal_of(settings).stat().st_size
    os.truncate(wal_of(settings), max(0, size - rng.randrange(1, size + 1)))


def _drop(settings: Settings, _rng: Random) -> None:
    wal_of(settings).unlink()


@pytest.mark.parametrize("harm", [_tear, _drop])
@pytest.mark.parametrize("seed", range(4))
def test_p18_l37_a_power_cut_that_takes_the_end_of_the_log_loses_nothing(
    seed: int, harm: Callable[[Settings, Random], None], kafka_settings: Settings
) -> None:
    rng = Random(seed)
    sent = send(kafka_settings, range(1_500), poison_every=90)
    land_some = start_landing(kafka_settings)
    for _ in range(rng.randrange(1, 6)):
        wait_until_it_writes(kafka_settings, land_some.poll)
    land_some.kill()
    land_some.wait(timeout=30)
    if wal_of(kafka_settings).exists() and wal_of(kafka_settings).stat().st_size:
        harm(kafka_settings, rng)

    land_new_events(kafka_settings)

    assert audit(kafka_settings, sent) == CLEAN, f"seed {seed}"


def test_p18_an_older_copy_is_landed_up_to_date(kafka_settings: Settings) -> None:
    sent = send(kafka_settings, range(300))
    land_new_events(kafka_settings)
    older = kafka_settings.home / "older"
    shutil.copy(kafka_settings.warehouse_file, older)
    sent |= send(kafka_settings, range(300, 600), poison_every=40)
    land_new_events(kafka_settings)

    older.replace(kafka_settings.warehouse_file)
    land_new_events(kafka_settings)

    assert audit(kafka_settings, sent) == CLEAN


def _a_warehouse(settings: Settings) -> bytes:
    with open_warehouse(settings.warehouse_file) as connection:
        connection.execute(
            "insert into raw.gaps select 'topic' || range, 1, range, 3, 'x', now() from range(100_000)"
        )
    return settings.warehouse_file.read_bytes()


def _foreign_wal(settings: Settings) -> None:
    other = settings.home / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("create table numbers as select 1 as number")
        connection.execute("checkpoint")
        connection.execute("insert into numbers values (2)")
        shutil.copy(f"{other}.wal", wal_of(settings))


def _flipped_wal(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        connection.execute(
            "insert into raw.gaps select 't', 1, range, 3, 'x', now() from range(1_000)"
        )
        kept = settings.warehouse_file.read_bytes(), wal_of(settings).read_bytes()
    settings.warehouse_file.write_bytes(kept[0])
    wal_of(settings).write_bytes(kept[1])
    spoil(wal_of(settings), from_end=len(kept[1]) // 2)


def _empty(settings: Settings) -> None:
    settings.warehouse_file.write_bytes(b"")


def _cut(settings: Settings) -> None:
    os.truncate(settings.warehouse_file, settings.warehouse_file.stat().st_size // 2)


def _flipped_header(settings: Settings) -> None:
    spoil(settings.warehouse_file, from_end=settings.warehouse_file.stat().st_size - 100)


@pytest.mark.parametrize("harm", [_foreign_wal, _flipped_wal, _empty, _cut, _flipped_header])
def test_l37_damaged_files_are_refused_and_left_as_they_are(
    harm: Callable[[Settings], None], kafka_settings: Settings
) -> None:
    _a_warehouse(kafka_settings)
    harm(kafka_settings)
    before = kafka_settings.warehouse_file.read_bytes()

    with pytest.raises(OsspulseError, match="says how to restore or rebuild the warehouse"):
        land_new_events(kafka_settings)

    assert kafka_settings.warehouse_file.read_bytes() == before


def test_l37_a_damaged_block_is_named_when_it_is_read(kafka_settings: Settings) -> None:
    size = len(_a_warehouse(kafka_settings))
    spoil(kafka_settings.warehouse_file, from_end=size // 2)

    def read_all() -> None:
        with open_warehouse(kafka_settings.warehouse_file) as connection:
            connection.table("raw.gaps").fetchall()

    with pytest.raises(OsspulseError, match="says how to restore or rebuild the warehouse"):
        read_all()


def test_l38_a_file_of_a_newer_duckdb_is_named_and_not_overwritten(
    kafka_settings: Settings,
) -> None:
    newer = bytearray(_a_warehouse(kafka_settings))
    struct.pack_into("<Q", newer, 12, 70)
    struct.pack_into("<Q", newer, 0, _header_checksum(bytes(newer[8:4096])))
    kafka_settings.warehouse_file.write_bytes(newer)

    with pytest.raises(WrongUsage, match="was written by a newer DuckDB than") as refused:
        land_new_events(kafka_settings)

    assert refused.value.exit_status == 2
    assert kafka_settings.warehouse_file.read_bytes() == newer


def _header_checksum(header: bytes) -> int:
    """DuckDB's: each eight bytes multiplied, all of them exclusively or-ed."""
    found = 5381
    for (word,) in struct.iter_unpack("<Q", header):
        found ^= (word * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    return found


@pytest.mark.parametrize("room", [50_000, 300_000, 600_000, 900_000, 1_300_000])
def test_p17_l36_a_file_that_can_grow_no_more_fails_loudly_and_loses_nothing(
    room: int, kafka_settings: Settings
) -> None:
    """At the insert, the commit or the checkpoint, whichever comes to the limit first."""
    sent = send(kafka_settings, range(3_000), poison_every=50, padding=2_000)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    starved = start_landing(kafka_settings, preexec=limit)
    assert starved.wait(timeout=120) != 0

    land_new_events(kafka_settings)

    assert audit(kafka_settings, sent) == CLEAN


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_p17_l36_a_full_disk_fails_loudly_and_loses_nothing(
    full_disk: Path, kafka_settings: Settings
) -> None:
    settings = kafka_settings.model_copy(update={"warehouse": full_disk / "warehouse.duckdb"})
    sent = send(settings, range(3_000), poison_every=50, padding=2_000)

    with pytest.raises(Unavailable, match="the disk is full"):
        land_new_events(settings)

    subprocess.run(["mount", "-o", "remount,size=60m", str(full_disk)], check=True)
    land_new_events(settings)
    assert audit(settings, sent) == CLEAN


def test_l39_where_memory_is_short_landing_goes_on_in_smaller_portions(
    kafka_settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sent = send(kafka_settings, range(6_000), padding=8_000)
    monkeypatch.setattr("osspulse.landing.landing.DATABASE_MEMORY", "64MB")
    monkeypatch.setattr(
        "osspulse.warehouse._RAW_SCHEMA", "set temp_directory = '';" + _raw_schema()
    )

    land_new_events(kafka_settings)

    assert "memory is short, landing goes on in smaller portions" in caplog.text
    assert audit(kafka_settings, sent) == CLEAN


def _raw_schema() -> str:
    from osspulse import warehouse

    return warehouse._RAW_SCHEMA


def test_l16_brokers_that_are_away_at_the_start_are_named(kafka_settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    away = kafka_settings.model_copy(update={"kafka_bootstrap_servers": f"127.0.0.1:{port}"})

    with pytest.raises(Unavailable, match=f"Kafka at 127.0.0.1:{port}"):
        land_new_events(away)
    with exclusive_use(kafka_settings.warehouse_file, wait_seconds=0):
        assert not kafka_settings.warehouse_file.exists()


def test_l16_brokers_that_go_away_in_the_middle_leave_whole_portions(
    kafka_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection really breaks in tests/integration/test_chaos_broker.py."""
    sent = send(kafka_settings, range(500))
    poll = Consumer.poll
    polled = 0

    def poll_until_away(consumer: Consumer, **limits: int) -> list[Record]:
        nonlocal polled
        polled += 1
        if polled > 3:
            raise Unavailable("the brokers went away")
        return poll(consumer, **limits)

    with monkeypatch.context() as patch:
        patch.setattr("osspulse.landing.reading.BATCH_RECORDS", 40)
        patch.setattr(Consumer, "poll", poll_until_away)
        patch.setattr("osspulse.kafka.consumer.POLL_BYTES", 500)
        with pytest.raises(Unavailable, match="went away"):
            land_new_events(kafka_settings)
    assert audit(kafka_settings, sent)["lost"] > 0

    land_new_events(kafka_settings)

    assert audit(kafka_settings, sent) == CLEAN

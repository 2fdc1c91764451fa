import fcntl
import logging
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from osspulse.embedded.ports import choose_port, insist_on, is_free, is_listening
from osspulse.embedded.processes import StartedProcess
from osspulse.embedded.secrets import ensure_secrets
from osspulse.embedded.stack import check_parts
from osspulse.embedded.state import (
    StartedPart,
    one_at_a_time,
    read_started,
    write_addresses,
    write_started,
)
from osspulse.errors import Unavailable, WrongUsage
from osspulse.settings import Settings
from producers.webhook.secrets import load_secrets


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(home=tmp_path / "home")


def test_started_parts_are_read_as_they_were_written(settings: Settings) -> None:
    part = StartedPart(
        name="kafka",
        process=StartedProcess(pid=4711, started_at=1_790_000_000.25),
        host="127.0.0.1",
        port=9092,
        log=settings.home / "logs" / "kafka.log",
        brokers="127.0.0.1:9092",
        grace_seconds=20.0,
        is_ready=True,
    )

    write_started(settings, {"kafka": part})
    assert read_started(settings) == {"kafka": part}

    write_started(settings, {})
    assert read_started(settings) == {}
    assert not list(settings.home.iterdir())


def test_a_damaged_state_file_says_what_to_do(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "stack.json").write_text('{"parts": [{"name"')

    with pytest.raises(WrongUsage, match=r"stack\.json cannot be read .* then remove it"):
        read_started(settings)


def test_later_commands_in_the_home_find_the_addresses(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OSSPULSE_KAFKA_BOOTSTRAP_SERVERS", raising=False)

    write_addresses(settings, {"OSSPULSE_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:19092"})
    assert Settings.load(home=settings.home).kafka_bootstrap_servers == "127.0.0.1:19092"

    write_addresses(settings, {})
    assert Settings.load(home=settings.home).kafka_bootstrap_servers == "127.0.0.1:9092"


def test_a_second_command_waits_for_the_first_and_says_so(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.home.mkdir()
    entered = threading.Event()

    def second() -> None:
        with one_at_a_time(settings):
            entered.set()

    with caplog.at_level(logging.WARNING), (settings.home / "stack.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = threading.Thread(target=second)
        waiting.start()
        while not caplog.records:
            waiting.join(0.01)
        assert not entered.is_set()
        fcntl.flock(lock, fcntl.LOCK_UN)
        waiting.join()

    assert entered.is_set()
    assert "waiting for another osspulse command" in caplog.text


def test_secrets_are_made_once_for_the_owner_only_and_the_receiver_can_read_them(
    tmp_path: Path,
) -> None:
    file = tmp_path / "new" / "secrets.toml"

    ensure_secrets(file)
    made = file.read_text()
    ensure_secrets(file)

    assert file.read_text() == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secrets = load_secrets(file)
    assert len({secret.value for secret in (*secrets.github, *secrets.gitee)}) == 2
    assert [secret.mode for secret in secrets.gitee] == ["signature"]


def test_a_usual_port_is_taken_where_it_is_free_and_another_where_it_is_not() -> None:
    import socket

    free = choose_port("127.0.0.1", usual=())
    assert choose_port("127.0.0.1", usual=[free]) == free
    assert choose_port("127.0.0.1", usual=[free], taken=frozenset({free})) != free

    with socket.create_server(("127.0.0.1", 0)) as server:
        busy = server.getsockname()[1]
        assert is_listening("127.0.0.1", busy)
        assert not is_free("127.0.0.1", busy)
        assert choose_port("127.0.0.1", usual=[busy]) != busy
        with pytest.raises(Unavailable, match=rf"port {busy} .* is taken .* OSSPULSE_WEBHOOK_PORT"):
            insist_on("127.0.0.1", busy, setting="OSSPULSE_WEBHOOK_PORT")


def test_an_address_of_another_machine_is_refused_in_one_line() -> None:
    with pytest.raises(Unavailable, match=r"192\.0\.2\.1: nothing can listen there"):
        choose_port("192.0.2.1", usual=[8080])


def test_parts_come_in_starting_order_and_an_unknown_one_is_refused() -> None:
    assert check_parts(["airflow", "kafka"]) == ("kafka", "airflow")
    with pytest.raises(WrongUsage, match="'kafak' is no part of the stack"):
        check_parts(["kafak"])


def test_a_port_that_another_stack_is_about_to_use_is_left_to_it() -> None:
    port = choose_port("127.0.0.1", usual=[choose_port("127.0.0.1", usual=())])
    chosen_elsewhere = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "from osspulse.embedded.ports import choose_port;"
                f"print(choose_port('127.0.0.1', usual=[{port}]))"
            ),
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(chosen_elsewhere.stdout) != port

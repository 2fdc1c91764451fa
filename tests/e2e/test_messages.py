"""What goes wrong is one line that names the thing and says what to do."""

import json
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from command_line import osspulse
from shared_samples import sample
from whole_thread import a_producer

from osspulse.deliveries import Delivery
from osspulse.settings import Settings
from producers.publisher import Publisher

SECRETS = '[[github]]\nid = "main"\nsecret = "0123456789abcdef"\n'
NOBODY = "127.0.0.1:9"


def test_a_mistyped_key_of_the_secrets_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_text(SECRETS.replace("secret =", "secrte ="))

    said = osspulse("receive", home=tmp_path)

    assert said.status == 2
    assert "secrets.toml" in said.error
    assert "secrte: unknown key, is it mistyped?" in said.error


def test_a_busy_port_is_named_with_the_setting_that_changes_it(tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_text(SECRETS)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = osspulse("receive", home=tmp_path, OSSPULSE_WEBHOOK_PORT=port)

    assert said.status == 2
    assert f"127.0.0.1:{port}: Address already in use" in said.error
    assert "OSSPULSE_WEBHOOK_PORT" in said.error


@pytest.mark.parametrize("command", [("query", "select 1"), ("report",)])
def test_before_anything_is_published_the_next_command_is_named(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    said = osspulse(*command, home=tmp_path)

    assert said.status == 2
    assert "marts.duckdb" in said.error
    assert "`osspulse " in said.error


def test_a_missing_dbt_project_is_named(tmp_path: Path) -> None:
    said = osspulse("build", home=tmp_path, DBT_PROJECT_DIR=str(tmp_path / "nowhere"))

    assert said.status == 2
    assert f"{tmp_path}/nowhere holds no dbt project; set DBT_PROJECT_DIR" in said.error


def test_a_corrupt_archive_is_refused_before_a_broker_is_asked(tmp_path: Path) -> None:
    archive = sample("gharchive/CORRUPT_2015-01-01-11.json.gz")

    said = osspulse(
        "backfill",
        "gharchive",
        str(archive),
        home=tmp_path,
        OSSPULSE_KAFKA_BOOTSTRAP_SERVERS=NOBODY,
    )

    assert said.status == 1
    assert str(archive) in said.error


def test_an_unreachable_broker_is_named_with_how_to_start_one(tmp_path: Path) -> None:
    said = osspulse("land", "--json", home=tmp_path, OSSPULSE_KAFKA_BOOTSTRAP_SERVERS=NOBODY)

    assert said.status == 1
    assert "127.0.0.1:9" in said.error
    assert "`osspulse up`" in said.error
    assert json.loads(said.output)["exit_status"] == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk needs the right to mount one")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_named_and_with_more_space_everything_lands(
    kafka_settings: Settings, small_disk: Path
) -> None:
    with a_producer(kafka_settings) as producer:
        publisher = Publisher(kafka_settings, producer)
        sent = [publisher.publish(incompressible(number)) for number in range(600)]
        for stored in sent:
            stored.result(timeout=30)
    variables = {
        "OSSPULSE_WAREHOUSE": str(small_disk / "warehouse.duckdb"),
        "OSSPULSE_KAFKA_BOOTSTRAP_SERVERS": kafka_settings.kafka_bootstrap_servers,
        "OSSPULSE_KAFKA_TOPIC_GITHUB": kafka_settings.kafka_topic_github,
        "OSSPULSE_KAFKA_TOPIC_GITEE": kafka_settings.kafka_topic_gitee,
        "OSSPULSE_KAFKA_TOPIC_BACKFILL": kafka_settings.kafka_topic_backfill,
    }

    full = osspulse("land", home=kafka_settings.home, **variables)
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    freed = osspulse("land", home=kafka_settings.home, **variables)

    assert full.status == 1
    assert "the disk is full" in full.error
    assert freed.output == "600 landed, 0 put in quarantine\n"


def incompressible(number: int) -> Delivery:
    body = json.dumps({"noise": Random(number).randbytes(4_000).hex()}).encode()
    return Delivery(
        source="github",
        event="issues",
        delivery_id=str(number),
        received_at=datetime(2026, 6, 1, tzinfo=UTC),
        content_type="application/json",
        body=body,
        platform="github",
    )


def test_a_wrong_command_says_where_help_is(tmp_path: Path) -> None:
    said = osspulse("lnd", home=tmp_path)

    assert said.status == 2
    assert said.error == (
        "osspulse: No such command 'lnd'. Did you mean 'land'? (see `osspulse --help`)"
    )

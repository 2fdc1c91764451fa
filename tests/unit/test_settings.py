"""Settings come from the environment, the running stack and the defaults, in this order."""

from pathlib import Path

import pytest

from osspulse.errors import WrongUsage
from osspulse.settings import STACK_ENV, Settings


@pytest.fixture(autouse=True)
def _in_an_empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_paths_follow_the_home_folder_and_are_absolute(tmp_path: Path) -> None:
    settings = Settings.load(home=Path("elsewhere"))

    assert settings.home == tmp_path / "elsewhere"
    assert settings.warehouse_file == tmp_path / "elsewhere" / "warehouse.duckdb"
    assert settings.published_file == tmp_path / "elsewhere" / "published" / "marts.duckdb"
    assert settings.reports_folder == tmp_path / "elsewhere" / "reports"
    assert settings.secrets_path == tmp_path / "elsewhere" / "secrets.toml"


def test_the_running_stack_says_where_kafka_is(tmp_path: Path) -> None:
    (tmp_path / STACK_ENV).write_text("OSSPULSE_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:4711\n")

    assert Settings.load(home=tmp_path).kafka_bootstrap_servers == "127.0.0.1:4711"


def test_a_variable_beats_the_running_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / STACK_ENV).write_text("OSSPULSE_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:4711\n")
    monkeypatch.setenv("OSSPULSE_KAFKA_BOOTSTRAP_SERVERS", "broker:9092")

    assert Settings.load(home=tmp_path).kafka_bootstrap_servers == "broker:9092"


def test_languages_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSSPULSE_LANGUAGES", "en, zh")

    assert Settings.load().languages == ("en", "zh")


def test_a_wrong_value_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSSPULSE_WEBHOOK_PORT", "http")

    with pytest.raises(WrongUsage, match=r"OSSPULSE_WEBHOOK_PORT='http': .* docs/settings.md"):
        Settings.load()

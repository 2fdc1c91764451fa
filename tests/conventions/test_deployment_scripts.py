"""The scripts of `deploy/`, run as they are: secrets that their readers take."""

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from deployment_files import ROOT, compose
from sqlalchemy.engine import make_url

from producers.webhook.secrets import load_secrets

_MAKE = ROOT / "deploy" / "make-secrets.sh"
_URL = ROOT / "deploy" / "database-url.sh"


def _run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", *map(str, words)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("deployment") / "secrets"
    assert _run(_MAKE, made).returncode == 0
    return made


def test_the_secrets_of_the_compose_file_are_made(folder: Path) -> None:
    asked = {Path(source["file"]).name for source in compose()["secrets"].values()}

    assert {path.name for path in folder.iterdir()} == asked


def test_the_folder_lets_in_its_owner_and_containers_read_the_files(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o644}


def test_a_second_run_changes_nothing_and_two_folders_share_nothing(
    folder: Path, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    assert _run(_MAKE, folder).returncode == 0
    assert _run(_MAKE, tmp_path / "other").returncode == 0

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    for name, content in before.items():
        assert (tmp_path / "other" / name).read_bytes() != content


def test_each_reader_takes_its_secret(folder: Path) -> None:
    secrets = load_secrets(folder / "webhook_secrets.toml")

    assert [secret.id for secret in secrets.github] == ["github-1"]
    assert [secret.id for secret in secrets.gitee] == ["gitee-1"]
    Fernet((folder / "airflow_fernet_key").read_bytes())
    passwords = json.loads((folder / "airflow_passwords.json").read_text())
    assert [len(password) for password in passwords.values()] == [64]
    for name in ("airflow_api_secret_key", "airflow_jwt_secret"):
        assert len((folder / name).read_text()) == 64


def test_without_a_folder_the_script_says_what_it_needs() -> None:
    done = _run(_MAKE)

    assert done.returncode == 2
    assert done.stderr.startswith("make-secrets: name the folder")


def test_the_databases_address_is_the_database_of_the_compose_file(folder: Path) -> None:
    url = make_url(_run(_URL, folder / "postgres_password").stdout)
    services = compose()["services"]
    postgres = services["postgres"]["environment"]

    assert url.drivername == "postgresql+psycopg2"
    assert (url.username, url.database) == (postgres["POSTGRES_USER"], postgres["POSTGRES_DB"])
    assert str(url.host) in services
    assert url.password == (folder / "postgres_password").read_text()


@pytest.mark.parametrize("password", ["", "with space", "a@b", "a/b", "quo'te", "a%20b"])
def test_a_password_that_an_address_cannot_hold_is_refused(password: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(password)

    done = _run(_URL, tmp_path / "password")

    assert (done.returncode, done.stdout) == (1, "")
    assert password not in done.stderr or not password


def test_a_password_may_end_its_line(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("kept-and_right.1~\n")

    assert make_url(_run(_URL, tmp_path / "password").stdout).password == "kept-and_right.1~"


def test_the_scripts_may_be_run() -> None:
    assert all(os.access(script, os.X_OK) for script in (_MAKE, _URL))

"""The Dockerfiles: what they copy exists, what they install is locked, nothing runs as root."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from deployment_files import (
    DOCKERFILES,
    ROOT,
    compose,
    copied,
    environment,
    instructions,
    variables,
)

_SERVICES: dict[str, dict[str, Any]] = compose()["services"]
_PIN = re.compile(r"(?m)^([A-Za-z0-9._-]+)==(\S+)")
_AIRFLOW = ROOT / "deploy" / "airflow.Dockerfile"

every_dockerfile = pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.stem)


def _pins(file: str) -> dict[str, str]:
    return dict(_PIN.findall((ROOT / file).read_text()))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_compose_file_builds_every_dockerfile() -> None:
    built = {service["build"]["dockerfile"] for service in _SERVICES.values() if "build" in service}

    assert built == {str(path.relative_to(ROOT)) for path in DOCKERFILES}


@every_dockerfile
def test_what_is_copied_exists_and_reaches_the_build(dockerfile: Path) -> None:
    let_in = {
        line.removeprefix("!").rstrip("/")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }

    for source in copied(dockerfile):
        assert (ROOT / source).exists(), source
        assert source.removeprefix("./") in let_in


def test_nothing_reaches_a_build_that_no_dockerfile_copies() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line.removeprefix("!").rstrip("/") for line in lines if line.startswith("!")}

    assert "*" in lines
    assert let_in == {source for dockerfile in DOCKERFILES for source in copied(dockerfile)}


@every_dockerfile
def test_the_base_image_is_the_pinned_one_of_the_compose_file(dockerfile: Path) -> None:
    found = instructions(dockerfile)
    defaults = {one.name: one.default for one in variables()}
    (argument,) = [one.rest for one in found if one.word == "ARG"]
    name, _, image = argument.partition("=")

    assert image == defaults[name]
    assert re.search(r":\d+\.\d+\.\d+", image)
    assert {one.rest for one in found if one.word == "FROM"} <= {
        f"${{{name}}}",
        f"${{{name}}} AS build",
    }


@every_dockerfile
def test_the_container_runs_as_the_user_of_the_compose_file(dockerfile: Path) -> None:
    found = instructions(dockerfile)
    (user,) = [one.rest for one in found if one.word == "USER" and one.stage == found[-1].stage]
    relative = str(dockerfile.relative_to(ROOT))

    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    for service in _SERVICES.values():
        if service.get("build", {}).get("dockerfile") == relative:
            assert service["user"] == user


@every_dockerfile
def test_what_is_installed_is_locked_by_hash(dockerfile: Path) -> None:
    for one in instructions(dockerfile):
        if one.word != "RUN":
            assert one.word != "ADD"
            continue
        assert not re.search(r"\b(curl|wget|apt-get|apk|sudo)\b", one.rest)
        for command in one.rest.split("&&"):
            if re.search(r"pip (install|wheel)", command):
                locked = "--require-hashes" in command and "--only-binary :all:" in command
                offline = "--no-deps" in command and "--no-index" in command
                assert locked != offline, command


@every_dockerfile
def test_every_lock_that_is_installed_has_hashes_and_no_address(dockerfile: Path) -> None:
    for name in re.findall(r"-r (\S+)", dockerfile.read_text()):
        assert name in copied(dockerfile)
        text = (ROOT / name).read_text()
        hashed = re.findall(r"(?m)^\S+==\S+.*\\\n +--hash=sha256:", text)
        assert len(_PIN.findall(text)) == len(hashed) > 0
        assert "://" not in text


@every_dockerfile
def test_the_command_gets_signals_and_the_folder_stays_off_pythons_path(dockerfile: Path) -> None:
    found = instructions(dockerfile)

    assert isinstance(json.loads(next(one.rest for one in found if one.word == "CMD")), list)
    assert "PYTHONPATH" not in dockerfile.read_text()
    if "python" in found[0].rest:
        assert environment(dockerfile)["PYTHONSAFEPATH"] == "1"


def test_the_small_locks_hold_the_versions_of_the_great_one() -> None:
    great = _pins("requirements-dev.txt")

    for small in ("requirements-receiver.txt", "requirements-build.txt"):
        pins = _pins(small)
        assert pins
        assert pins.items() <= great.items(), small
    assert set(_pins("requirements-postgres.txt")) == {"asyncpg", "psycopg2-binary"}


def test_what_the_receiver_is_locked_for_is_what_the_project_depends_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert set(project["dependency-groups"]["receiver"]) <= set(project["project"]["dependencies"])


def test_the_receivers_lock_holds_all_that_the_receiver_imports() -> None:
    script = (
        "import sys, producers.webhook.__main__, osspulse.kafka\n"
        "ours = {'osspulse', 'producers'}\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.partition('.')[0] in ours))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-c", script],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {
        name.partition(".")[0]
        for file in done.stdout.split()
        for name in _imports(ast.parse(Path(file).read_text(encoding="utf-8")))
    }
    homes = packages_distributions()
    needed = {
        _plain(distribution)
        for module in imported - {"osspulse", "producers"} - sys.stdlib_module_names
        for distribution in homes[module]
    }

    assert {"starlette", "uvicorn", "kafka-python", "msgspec"} <= needed
    # Named to uvicorn as words.
    assert needed | {"uvloop", "httptools"} <= {
        _plain(name) for name in _pins("requirements-receiver.txt")
    }


def _imports(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def test_airflow_finds_the_dags_and_dbt_its_project() -> None:
    given = environment(_AIRFLOW)
    placed = dict(one.rest.split()[-2:] for one in instructions(_AIRFLOW) if one.word == "COPY")

    assert placed["dags"] == f"{given['AIRFLOW_HOME']}/dags"
    assert placed["dbt"] == given["DBT_PROJECT_DIR"] == given["DBT_PROFILES_DIR"]
    assert (ROOT / "dbt" / "dbt_project.yml").is_file()
    assert (ROOT / "dbt" / "profiles.yml").is_file()
    (folder,) = [one.rest for one in instructions(_AIRFLOW)[-5:] if one.word == "WORKDIR"]
    assert not placed["dbt"].startswith(folder)


def test_a_new_volume_belongs_to_the_user_whose_tasks_write_to_it() -> None:
    (made,) = [one.rest for one in instructions(_AIRFLOW) if "install -d -o osspulse" in one.rest]
    volumes = [
        mount.split(":")[1]
        for mount in _SERVICES["airflow-scheduler"]["volumes"]
        if not mount.startswith("./")
    ]

    assert len(volumes) == 4
    assert set(volumes) <= set(made.split())


def test_the_receiver_starts_by_a_module_that_exists() -> None:
    (command,) = [
        json.loads(one.rest)
        for one in instructions(ROOT / "deploy" / "receiver.Dockerfile")
        if one.word == "CMD"
    ]

    assert command == ["python", "-m", "producers.webhook"]
    assert (ROOT / "producers" / "webhook" / "__main__.py").is_file()

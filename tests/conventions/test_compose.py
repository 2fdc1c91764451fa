"""The Compose file: valid, confined, without a password, and reachable only where it should be.

No container engine is needed: what an engine would refuse is checked against the Compose
specification's schema, and the rest against this project.
"""

import json
import re
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import pytest
from deployment_files import COMPOSE_FILE, ROOT, compose, variables
from jsonschema import Draft7Validator

_COMPOSE = compose()
_SERVICES: dict[str, dict[str, Any]] = _COMPOSE["services"]
_ONE_SHOT = {"topics", "airflow-init"}

every_service = pytest.mark.parametrize("name", sorted(_SERVICES))


def test_the_file_keeps_to_the_schema_of_the_compose_specification() -> None:
    vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema = json.loads(vendored.read_text(encoding="utf-8"))

    problems = [error.message for error in Draft7Validator(schema).iter_errors(_COMPOSE)]

    assert problems == []


def test_the_services_are_those_of_the_architecture() -> None:
    assert set(_SERVICES) == {
        "kafka",
        "topics",
        "receiver",
        "postgres",
        "airflow-init",
        "airflow-api-server",
        "airflow-scheduler",
        "airflow-triggerer",
        "airflow-dag-processor",
        "report-site",
        "proxy",
    }


@every_service
def test_a_service_is_confined(name: str) -> None:
    service = _SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert str(service["user"]).partition(":")[0] not in {"", "0", "root"}
    # Apache's image writes its server.properties when it starts.
    assert service["read_only"] is (name != "kafka")


@every_service
def test_a_service_has_limits_and_its_log_is_rotated(name: str) -> None:
    service = _SERVICES[name]

    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert service["logging"] == {
        "driver": "json-file",
        "options": {"max-size": "10m", "max-file": "5"},
    }


@every_service
def test_a_service_stays_up_and_says_whether_it_works_or_ends_by_itself(name: str) -> None:
    service = _SERVICES[name]

    if name in _ONE_SHOT:
        assert service["restart"] == "on-failure:5"
        assert "healthcheck" not in service
    else:
        assert service["restart"] == "unless-stopped"
        check = service["healthcheck"]
        assert set(check) == {
            "test",
            "interval",
            "timeout",
            "retries",
            "start_period",
            "start_interval",
        }
        assert check["test"][0] in {"CMD", "CMD-SHELL"}


@every_service
def test_a_service_waits_for_what_the_other_can_reach(name: str) -> None:
    for other, wait in _SERVICES[name].get("depends_on", {}).items():
        condition = "service_completed_successfully" if other in _ONE_SHOT else "service_healthy"
        assert wait == {"condition": condition}, other


@every_service
def test_an_image_has_a_tag_that_stays(name: str) -> None:
    repository, _, tag = _SERVICES[name]["image"].rpartition(":")

    assert repository
    assert re.match(r"\d+\.\d+", tag), tag
    if "build" in _SERVICES[name]:
        assert tag == version("osspulse")
        assert (ROOT / _SERVICES[name]["build"]["dockerfile"]).is_file()


@every_service
def test_volumes_networks_and_secrets_are_declared(name: str) -> None:
    service = _SERVICES[name]
    for mount in service.get("volumes", []):
        source = mount["source"] if isinstance(mount, dict) else mount.partition(":")[0]
        if source.startswith("./"):
            assert (ROOT / source).exists(), source
        else:
            assert source in _COMPOSE["volumes"]
    assert set(service["networks"]) <= set(_COMPOSE["networks"])
    assert set(service.get("secrets", [])) <= set(_COMPOSE["secrets"])


@pytest.mark.parametrize("kind", ["volumes", "networks", "secrets"])
def test_nothing_is_declared_that_no_service_uses(kind: str) -> None:
    used = {
        mount["source"] if isinstance(mount, dict) else mount.partition(":")[0]
        for service in _SERVICES.values()
        for mount in service.get(kind, [])
    }

    assert set(_COMPOSE[kind]) - used == set()


def test_no_password_is_in_the_file_nor_has_a_default() -> None:
    secretive = re.compile(r"PASSWORD|SECRET|KEY|TOKEN|CONN")
    for service in _SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if secretive.search(key):
                # A path to a file, or a command that reads one.
                assert re.fullmatch(r"(cat )?/(run|opt)/[a-z/_.-]+", str(value)), key
    assert [one.name for one in variables() if secretive.search(one.name) and one.default] == []
    assert {source["file"].partition("/")[0] for source in _COMPOSE["secrets"].values()} == {
        "<SECRETS_FOLDER>"
    }


def test_a_required_variable_says_what_to_do() -> None:
    required = {one for one in variables() if one.refusal is not None}

    assert {one.name for one in required} == {"SECRETS_FOLDER"}
    assert {one.refusal for one in required} == {
        "set SECRETS_FOLDER in .env, see docs/deployment.md"
    }


def test_only_the_proxy_is_published_beyond_the_loopback_address() -> None:
    published = {
        name: service["ports"] for name, service in _SERVICES.items() if "ports" in service
    }

    assert published == {
        "receiver": ["127.0.0.1:8080:8080"],
        "airflow-api-server": ["127.0.0.1:8082:8080"],
        "report-site": ["127.0.0.1:8081:8081"],
        "proxy": ["80:8000", "443:8443"],
    }
    # No variable can put Airflow's page elsewhere.
    assert "- 127.0.0.1:${AIRFLOW_PORT:-8082}:8080" in COMPOSE_FILE.read_text()


def test_strangers_share_a_network_with_what_they_may_reach_only() -> None:
    def on(network: str) -> set[str]:
        return {name for name, service in _SERVICES.items() if network in service["networks"]}

    assert on("front") == {"receiver", "report-site", "proxy"}
    assert on("metadata") & on("front") == set()
    assert {name for name, network in _COMPOSE["networks"].items() if network.get("internal")} == {
        "events",
        "metadata",
    }

"""The Compose file: every setting, port, path and command in it is one that the project has."""

import ast
import importlib
import re
from datetime import timedelta
from importlib.util import find_spec
from typing import Any

import pytest
from deployment_files import ROOT, compose, variables

from osspulse.kafka import MAX_RECORD_BYTES
from osspulse.settings import Settings

_SERVICES: dict[str, dict[str, Any]] = compose()["services"]
_PREFIX = "OSSPULSE_"

every_service = pytest.mark.parametrize("name", sorted(_SERVICES))


def _settings_of(service: dict[str, Any]) -> dict[str, Any]:
    found = service.get("environment", {})
    return {key: value for key, value in found.items() if key.startswith(_PREFIX)}


@every_service
def test_a_variable_of_ours_is_a_setting_with_a_value_that_it_takes(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = _settings_of(_SERVICES[name])
    assert {key.removeprefix(_PREFIX).lower() for key in given} <= set(Settings.model_fields)
    for key, value in given.items():
        if value is not None:
            monkeypatch.setenv(key, value)

    loaded = Settings.load()

    for key, value in given.items():
        if value is not None:
            assert str(getattr(loaded, key.removeprefix(_PREFIX).lower())) == value


def test_a_variable_in_the_file_with_our_prefix_is_a_setting_with_its_default() -> None:
    ours = {one for one in variables() if one.name.startswith(_PREFIX)}

    for one in ours:
        field = Settings.model_fields[one.name.removeprefix(_PREFIX).lower()]
        assert field.default is None or one.default in {None, str(field.default)}, one.name


def test_the_broker_takes_what_the_producer_sends_and_keeps_it_on_a_volume() -> None:
    kafka = _SERVICES["kafka"]
    told = kafka["environment"]

    assert int(told["KAFKA_MESSAGE_MAX_BYTES"]) > MAX_RECORD_BYTES
    assert told["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    assert kafka["volumes"] == [f"kafka-data:{told['KAFKA_LOG_DIRS']}"]
    retention = Settings.model_fields["kafka_retention_hours"].default
    assert timedelta(hours=int(told["KAFKA_LOG_RETENTION_HOURS"])) == timedelta(hours=retention)


def test_clients_go_where_the_broker_says_it_is() -> None:
    advertised = _SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    for name, service in _SERVICES.items():
        if "OSSPULSE_KAFKA_BOOTSTRAP_SERVERS" in service.get("environment", {}):
            servers = service["environment"]["OSSPULSE_KAFKA_BOOTSTRAP_SERVERS"]
            assert f"PLAINTEXT://{servers}" == advertised
            assert "events" in service["networks"], name


def test_it_is_the_kafka_that_the_embedded_stack_runs() -> None:
    jars = (ROOT / "osspulse" / "embedded" / "kafka_jars.sha256").read_text()
    tag = _SERVICES["kafka"]["image"].rpartition(":")[2]

    assert f"kafka_2.13-{tag}.jar" in jars


def test_inline_python_names_what_exists() -> None:
    commands = [
        words[words.index("-c") + 1]
        for service in _SERVICES.values()
        for words in (service.get("command", []), service.get("healthcheck", {}).get("test", []))
        if "-c" in words and "python" in words
    ]
    assert len(commands) == 6

    for command in commands:
        for node in ast.walk(ast.parse(command)):
            if isinstance(node, ast.ImportFrom):
                module = importlib.import_module(str(node.module))
                assert all(hasattr(module, alias.name) for alias in node.names)
            elif isinstance(node, ast.Import):
                assert all(find_spec(alias.name) for alias in node.names)


def test_the_receiver_listens_where_its_port_and_its_probe_are() -> None:
    receiver = _SERVICES["receiver"]
    port = Settings.model_fields["webhook_port"].default

    assert receiver["environment"]["OSSPULSE_WEBHOOK_PORT"] == str(port)
    assert receiver["ports"][0].endswith(f":{port}")
    assert f"http://127.0.0.1:{port}/readyz" in receiver["healthcheck"]["test"][-1]
    secret = receiver["environment"]["OSSPULSE_SECRETS_FILE"].removeprefix("/run/secrets/")
    assert receiver["secrets"] == [secret]


def test_the_addresses_that_probes_and_proxy_ask_exist_in_the_receiver() -> None:
    routes = (ROOT / "producers" / "webhook" / "app.py").read_text()
    proxy = (ROOT / "deploy" / "proxy.Caddyfile").read_text()

    assert 'Route("/readyz"' in routes
    assert 'f"/webhooks/{forge.source}"' in routes
    assert "path /webhooks/github /webhooks/gitee\n" in proxy


def test_the_proxy_leads_to_services_and_ports_that_exist() -> None:
    upstreams = re.findall(
        r"reverse_proxy (\S+):(\d+)", (ROOT / "deploy" / "proxy.Caddyfile").read_text()
    )

    assert dict(upstreams) == {"receiver": "8080", "report-site": "8081"}
    for name, port in upstreams:
        assert _SERVICES[name]["ports"][0].endswith(f":{port}")


def test_the_report_site_serves_the_folder_that_reports_are_written_to() -> None:
    site = _SERVICES["report-site"]
    server = (ROOT / "deploy" / "report-site.nginx.conf").read_text()
    (mount,) = [volume for volume in site["volumes"] if isinstance(volume, dict)]
    scheduler = _SERVICES["airflow-scheduler"]

    assert f"root {mount['target']};" in server
    assert mount["read_only"] is True
    assert mount["volume"] == {"nocopy": True}
    assert (
        f"{mount['source']}:{scheduler['environment']['OSSPULSE_REPORTS']}" in scheduler["volumes"]
    )
    assert f"listen {site['ports'][0].rpartition(':')[2]};" in server
    assert "location = /healthz" in server


def test_the_example_lists_every_variable_of_the_file() -> None:
    example = (ROOT / "deploy" / ".env.example").read_text()
    listed = dict(re.findall(r"(?m)^#?([A-Z_]+)=(.*)$", example))
    taken = {one.name: one.default for one in variables()}

    assert set(listed) == set(taken) | {"COMPOSE_PROFILES"}
    for name, default in taken.items():
        assert default in {None, listed[name]}, name


def test_the_page_on_deployment_tells_of_every_service_volume_and_secret() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text()
    rows = {
        name.strip("`")
        for cells in re.findall(r"(?m)^\| (`[^|]*`) \|", page)
        for name in cells.split(", ")
    }

    assert set(_SERVICES) <= rows
    assert set(compose()["volumes"]) <= rows
    assert {source["file"].rpartition("/")[2] for source in compose()["secrets"].values()} <= rows


def test_the_limits_on_the_page_are_those_of_the_file() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text()
    told = dict(re.findall(r"(?m)^\| `([\w-]+)` \| ([\d.]+ CPU, [\d.]+ [MG]B) \|", page))

    assert told == {
        name: _as_told(service["deploy"]["resources"]["limits"])
        for name, service in _SERVICES.items()
    }


def _as_told(limits: dict[str, Any]) -> str:
    number, unit = int(limits["memory"][:-1]), limits["memory"][-1].upper()
    if unit == "M" and number > 1024:
        return f"{limits['cpus']} CPU, {number / 1024:g} GB"
    return f"{limits['cpus']} CPU, {number} {unit}B"

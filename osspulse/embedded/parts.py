"""How each part of the stack is started: where it listens, its command, when it is ready."""

import sys
from collections.abc import Callable

from osspulse.embedded.answers import get_json
from osspulse.embedded.broker import HOST, broker_command, broker_environment
from osspulse.embedded.jars import Step
from osspulse.embedded.launching import Plan, child_environment
from osspulse.embedded.ports import choose_port, insist_on, is_listening
from osspulse.embedded.processes import inherited_environment
from osspulse.embedded.secrets import ensure_secrets
from osspulse.embedded.state import PartName, Started
from osspulse.errors import WrongUsage
from osspulse.settings import Settings

_BROKERS = "OSSPULSE_KAFKA_BOOTSTRAP_SERVERS"
_WEBHOOK_PORT = "OSSPULSE_WEBHOOK_PORT"
_USUAL_KAFKA_PORT = 9092

Planner = Callable[[Settings, Started, Step | None], Plan]


def plan_kafka(settings: Settings, started: Started, on_step: Step | None) -> Plan:
    """The broker, on the port it had before, the usual one or a free one."""
    port = _kafka_port(settings, started)
    controller_port = choose_port(HOST, usual=(), taken=frozenset({port}))
    told = settings.model_copy(update={"kafka_bootstrap_servers": f"{HOST}:{port}"})

    def is_ready() -> bool:
        from osspulse.kafka import broker_reachable

        return is_listening(HOST, port) and broker_reachable(told)

    return Plan(
        name="kafka",
        command=broker_command(
            settings, port=port, controller_port=controller_port, on_step=on_step
        ),
        environment=broker_environment(),
        host=HOST,
        port=port,
        is_ready=is_ready,
        ready_within_seconds=90,
        grace_seconds=20,
    )


def plan_receiver(settings: Settings, started: Started, _on_step: Step | None) -> Plan:
    """The receiver of webhooks, with secrets of its own where there are none."""
    host = settings.webhook_host
    ensure_secrets(settings.secrets_path)
    if _WEBHOOK_PORT in inherited_environment() and settings.webhook_port:
        port = insist_on(host, settings.webhook_port, setting=_WEBHOOK_PORT)
    else:
        usual = [*_port_before(started, "receiver"), *filter(None, [settings.webhook_port]), 8080]
        port = choose_port(host, usual=usual)
    told = settings.model_copy(update={"webhook_port": port})
    return Plan(
        name="receiver",
        command=[sys.executable, "-m", "osspulse", "receive"],
        environment=child_environment(told),
        host=host,
        port=port,
        is_ready=lambda: get_json(host, port, "/readyz") is not None,
        ready_within_seconds=60,
        grace_seconds=25,
    )


def _kafka_port(settings: Settings, started: Started) -> int:
    host, _, port = settings.kafka_bootstrap_servers.rpartition(":")
    is_ours = host in {HOST, "localhost"} and port.isdigit()
    if _BROKERS in inherited_environment():
        if not is_ours:
            raise WrongUsage(
                f"{_BROKERS}={settings.kafka_bootstrap_servers} names brokers elsewhere; leave the "
                "embedded one out with `osspulse up --only receiver,airflow`, or unset it"
            )
        return insist_on(HOST, int(port), setting=_BROKERS)
    wished = [int(port)] if is_ours else []
    return choose_port(HOST, usual=[*_port_before(started, "kafka"), *wished, _USUAL_KAFKA_PORT])


def _port_before(started: Started, name: PartName) -> list[int]:
    return [started[name].port] if name in started else []

"""How every client of this package reaches the brokers, and how their errors read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from kafka.errors import KafkaError, RetriableError
from kafka.net.compat import KafkaNetClient
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_exponential

from osspulse.errors import Unavailable
from osspulse.settings import Settings

MAX_RECORD_BYTES = 27 * 1024 * 1024
"""GitHub sends up to 25 MB; the rest is room for headers and framing."""

CONNECT_MS = 10_000
"""How long a broker may take to answer the first request."""


class Partition(NamedTuple):
    """One partition of one topic."""

    topic: str
    number: int


@contextmanager
def kafka_errors_named(settings: Settings) -> Iterator[None]:
    """Turn the client's errors into Unavailable that says which brokers and what to do."""
    try:
        yield
    except KafkaError as error:
        raise Unavailable(
            f"Kafka at {settings.kafka_bootstrap_servers}: {error}. Start it with `osspulse up`, "
            "or set OSSPULSE_KAFKA_BOOTSTRAP_SERVERS to brokers that answer"
        ) from error


retry_what_passes = retry(
    retry=retry_if_exception_type(RetriableError),
    stop=stop_after_delay(CONNECT_MS / 1000),
    wait=wait_exponential(multiplier=0.1, max=1),
    reraise=True,
)
"""Asks again for ten seconds, such as while a new broker chooses its group coordinator."""


@contextmanager
def connecting(settings: Settings) -> Iterator[dict[str, Any]]:
    """The client settings that producers, consumers and administration share, to connect with.

    A client that finds no broker raises but leaves its thread at work; this ends it.
    """
    clients: list[KafkaNetClient] = []

    def make_client(*arguments: Any, **configs: Any) -> KafkaNetClient:
        clients.append(KafkaNetClient(*arguments, **configs))
        return clients[-1]

    with kafka_errors_named(settings):
        try:
            yield _connection(settings) | {"kafka_client": make_client}
        except KafkaError:
            for client in clients:
                client._net.stop()  # noqa: SLF001 - the client offers no other way
                client.close()
            raise


def _connection(settings: Settings) -> dict[str, Any]:
    password = settings.kafka_sasl_password
    connection: dict[str, Any] = {
        "bootstrap_servers": [
            server.strip() for server in settings.kafka_bootstrap_servers.split(",")
        ],
        "bootstrap_timeout_ms": CONNECT_MS,
        "security_protocol": settings.kafka_security_protocol,
        "receive_message_max_bytes": 4 * MAX_RECORD_BYTES,
        "reconnect_backoff_max_ms": 1_000,
    }
    optional = {
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_sasl_username,
        "sasl_plain_password": password.get_secret_value() if password else None,
        "ssl_cafile": settings.kafka_ssl_cafile,
        "ssl_certfile": settings.kafka_ssl_certfile,
        "ssl_keyfile": settings.kafka_ssl_keyfile,
    }
    return connection | {name: str(value) for name, value in optional.items() if value is not None}

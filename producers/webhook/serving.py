"""Running the receiver: its socket, its producer, its secrets, and a clean end."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette

from osspulse.errors import WrongUsage
from osspulse.kafka import Producer
from osspulse.settings import Settings
from producers.publisher import Publisher
from producers.webhook.app import receiver_app
from producers.webhook.metrics import NO_SOURCE, Metrics
from producers.webhook.protocol import HttpBounds, bounded_protocol
from producers.webhook.secrets_keeper import SecretsKeeper

logger = logging.getLogger(__name__)

_DRAIN_SECONDS = 20
_BACKLOG = 2048


def serve(settings: Settings) -> None:
    """Receive until SIGTERM or SIGINT, then answer what is in flight.

    Raises WrongUsage when the secrets are unusable or the port is taken, Unavailable when no broker
    answers.
    """
    keeper = SecretsKeeper(settings.secrets_path)
    listener = listen(settings)
    try:
        producer = Producer(settings)
    except BaseException:
        listener.close()
        raise

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, keeper.reload)
        watching = loop.create_task(keeper.watch())
        yield
        watching.cancel()
        loop.remove_signal_handler(signal.SIGHUP)

    metrics = Metrics()
    app = receiver_app(
        publisher=Publisher(settings, producer),
        secrets=keeper.current,
        is_ready=lambda: True,
        metrics=metrics,
        lifespan=lifespan,
    )
    host, port = listener.getsockname()[:2]
    logger.info("receiver listens", extra={"host": host, "port": port})
    try:
        server(app, metrics=metrics).run(sockets=[listener])
    except KeyboardInterrupt:
        logger.info("receiver was interrupted")
    finally:
        producer.close()
    logger.info("receiver ended")


def server(app: Starlette, *, metrics: Metrics, bounds: HttpBounds | None = None) -> uvicorn.Server:
    """The HTTP server for the application; it reads no forwarded headers and writes no access log."""
    # Strangers' malformed requests are counted, not logged line by line.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    protocol = bounded_protocol(
        bounds or HttpBounds(),
        refused=lambda refusal: metrics.refused.labels(NO_SOURCE, refusal.word).inc(),
    )
    return uvicorn.Server(
        uvicorn.Config(
            app,
            loop="uvloop",
            http=protocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )
    )


def listen(settings: Settings) -> socket.socket:
    """The listening socket; raises WrongUsage when the address cannot be had."""
    address = f"{settings.webhook_host}:{settings.webhook_port}"
    try:
        found = socket.getaddrinfo(
            settings.webhook_host, settings.webhook_port, type=socket.SOCK_STREAM
        )
        family, kind, protocol, _, place = found[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(place)
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise WrongUsage(
            f"receiver cannot listen on {address}: {error.strerror}. "
            "Stop what uses it, or set OSSPULSE_WEBHOOK_PORT and OSSPULSE_WEBHOOK_HOST"
        ) from None
    return listener

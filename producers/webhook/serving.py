"""Running the receiver: its socket, its producer, its secrets, and a clean end."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import threading
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette
from uvicorn.server import HANDLED_SIGNALS

from osspulse.errors import WrongUsage
from osspulse.kafka import Producer
from osspulse.settings import Settings
from producers.publisher import Publisher
from producers.webhook.app import Lifespan, Receiver, now, receiver_app
from producers.webhook.broker_watch import BrokerWatch
from producers.webhook.hook_health import HookHealth
from producers.webhook.intake import HttpBounds
from producers.webhook.metrics import NO_SOURCE, Metrics
from producers.webhook.protocol import bounded_protocol
from producers.webhook.replays import ReplayGuard, replays_path
from producers.webhook.secrets import load_secrets
from producers.webhook.secrets_keeper import SecretsKeeper
from producers.webhook.senders import Senders
from producers.webhook.sharing import Shared
from producers.webhook.workers import serve_with_workers

logger = logging.getLogger(__name__)

_DRAIN_SECONDS = 20
_BACKLOG = 2048
_TOPIC_WAIT_MS = 50
_GARBAGE_THRESHOLD = 50_000


def serve(settings: Settings) -> None:
    """Receive until SIGTERM or SIGINT, then answer what is in flight.

    Raises WrongUsage when the secrets are unusable, a topic is missing or the port is taken, and
    Unavailable when no broker answers.
    """
    load_secrets(settings.secrets_path)
    listener = listen(settings)
    host, port = listener.getsockname()[:2]
    logger.info("receiver listens", extra={"host": host, "port": port})
    if settings.receiving_processes == 1:
        receive_on(listener, settings=settings, shared=Shared.alone())
    else:
        serve_with_workers(settings, listener)
    logger.info("receiver ended")


def receive_on(
    listener: socket.socket, *, settings: Settings, shared: Shared, lifeline: int | None = None
) -> None:
    """Receive in this process; also until the other end of the pipe `lifeline` is closed."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(listener)
        keeper = SecretsKeeper(settings.secrets_path)
        watch = stack.enter_context(contextlib.closing(BrokerWatch(settings)))
        producer = stack.enter_context(contextlib.closing(_live_producer(settings)))
        replays = stack.enter_context(contextlib.closing(ReplayGuard(replays_path(settings))))
        metrics = Metrics()
        health = HookHealth(producer, topic=settings.kafka_topic_hook_health, clock=now)
        app = receiver_app(
            publisher=Publisher(settings, producer),
            health=health,
            secrets=keeper.current,
            is_ready=lambda: watch.is_well,
            metrics=metrics,
            replays=replays,
            senders=Senders(settings.trusted_proxies),
            lifespan=_lifespan(keeper, watch, health, lifeline),
            shared=shared,
        )
        _collect_garbage_less_often()
        server(app, metrics=metrics, shared=shared).run(sockets=[listener])


def _collect_garbage_less_often() -> None:
    """A delivery makes a hundred objects and hardly a cycle: looking for some took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE_THRESHOLD)


def _live_producer(settings: Settings) -> Producer:
    """A producer that knows its topics: the event loop calls it and must never be held up."""
    producer = Producer(settings, topic_wait_ms=_TOPIC_WAIT_MS)
    try:
        producer.learn(
            (
                settings.kafka_topic_github,
                settings.kafka_topic_gitee,
                settings.kafka_topic_hook_health,
            )
        )
    except BaseException:
        producer.close()
        raise
    return producer


def _lifespan(
    keeper: SecretsKeeper, watch: BrokerWatch, health: HookHealth, lifeline: int | None
) -> Lifespan:
    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, keeper.reload)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})  # see `workers`
        if lifeline is not None:
            loop.add_reader(lifeline, _end_for_want_of_a_parent, loop, lifeline)
        endless = (keeper.watch(), watch.watch(), health.keep_telling())
        watching = [loop.create_task(one) for one in endless]
        yield
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        loop.remove_signal_handler(signal.SIGHUP)

    return lifespan


def _end_for_want_of_a_parent(loop: asyncio.AbstractEventLoop, lifeline: int) -> None:
    loop.remove_reader(lifeline)
    logger.error("the process that started this worker is gone, it ends")
    signal.raise_signal(signal.SIGTERM)


class _Server(uvicorn.Server):
    """Drains on SIGTERM and SIGINT and then returns; uvicorn's own would end the process by signal."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {caught: signal.signal(caught, self.handle_exit) for caught in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for caught, handler in before.items():
                signal.signal(caught, handler)


def server(
    app: Receiver,
    *,
    metrics: Metrics,
    bounds: HttpBounds | None = None,
    shared: Shared | None = None,
) -> uvicorn.Server:
    """The HTTP server for the application; it reads no forwarded headers and writes no access log."""
    # Strangers' malformed requests are counted, not logged line by line.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    protocol = bounded_protocol(
        bounds or HttpBounds(),
        hooks=app.hooks,
        refused=lambda refusal: metrics.refused.labels(NO_SOURCE, refusal.word).inc(),
        open_connections=(shared or Shared.alone()).connections,
    )
    return _Server(
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

"""The receiver as an ASGI application: its routes, and the answers to everything else."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from producers.publisher import Publisher
from producers.refusals import Refusal
from producers.webhook.forges import Forge, GiteeForge, GithubForge
from producers.webhook.guids import RecentGuids
from producers.webhook.hook_health import HookHealth
from producers.webhook.hooks import Bounds, Hook
from producers.webhook.intake import ByteBudget
from producers.webhook.metrics import Metrics
from producers.webhook.outbox import STALLED_SECONDS, Outbox
from producers.webhook.replays import ReplayGuard
from producers.webhook.secrets import Secrets
from producers.webhook.senders import Senders
from producers.webhook.sharing import Shared

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def now() -> datetime:
    """The moment it is, in UTC; tests pass another clock."""
    return datetime.now(UTC)


class Receiver:
    """The hooks by their paths, and an ASGI application for everything else.

    `protocol` hands POSTs to the hooks itself: ASGI's messages and tasks cost as much as verifying
    and storing a delivery does.
    """

    def __init__(self, hooks: Mapping[str, Hook], rest: ASGIApp) -> None:
        """Serve these."""
        self.hooks = hooks
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is no POST to a hook."""
        is_hook = scope["type"] == "http" and scope["path"] in self.hooks
        app = _refused(Refusal.METHOD_NOT_ALLOWED, {"allow": "POST"}) if is_hook else self._rest
        await app(scope, receive, send)


def receiver_app(
    *,
    publisher: Publisher,
    health: HookHealth,
    secrets: Callable[[], Secrets],
    is_ready: Callable[[], bool],
    clock: Callable[[], datetime] = now,
    bounds: Bounds | None = None,
    metrics: Metrics | None = None,
    replays: ReplayGuard | None = None,
    senders: Senders | None = None,
    lifespan: Lifespan | None = None,
    shared: Shared | None = None,
) -> Receiver:
    """The routes of the receiver. `secrets` is asked for each request, `is_ready` for each probe."""
    bounds = bounds or Bounds()
    metrics = metrics or Metrics()
    shared = shared or Shared.alone()
    reading = ByteBudget(bounds.reading_bytes, shared.reading)
    sending = ByteBudget(bounds.sending_bytes, shared.sending)
    outbox = Outbox(publisher, budget=sending, within=bounds.acknowledgement_seconds)
    guids = RecentGuids(shared.ids)
    metrics.hold(lambda: reading.held + sending.held)
    forges: tuple[Forge, ...] = (GithubForge(), GiteeForge(replays or ReplayGuard()))
    hooks: dict[str, Hook] = {
        f"/webhooks/{forge.source}": Hook(
            forge,
            outbox=outbox,
            secrets=secrets,
            clock=clock,
            metrics=metrics,
            reading=reading,
            senders=senders or Senders(),
            health=health,
            guids=guids,
        )
        for forge in forges
    }

    def ready() -> bool:
        return is_ready() and outbox.oldest_seconds < STALLED_SECONDS

    rest = Starlette(
        routes=_probes(is_ready=ready, metrics=metrics),
        exception_handlers={HTTPException: _refuse_route},
        lifespan=lifespan,
    )
    rest.router.redirect_slashes = False  # a redirect would repeat the sender's own path and host
    return Receiver(hooks, rest)


def _probes(*, is_ready: Callable[[], bool], metrics: Metrics) -> list[Route]:
    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> Response:
        if is_ready():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not_ready"}, status_code=503)

    async def counted(_: Request) -> Response:
        return Response(metrics.exposed(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", counted)]


async def _refuse_route(_: Request, error: Exception) -> Response:
    found = error.status_code if isinstance(error, HTTPException) else 404
    headers = error.headers if isinstance(error, HTTPException) else None
    return _refused(Refusal.METHOD_NOT_ALLOWED if found == 405 else Refusal.NOT_FOUND, headers)


def _refused(refusal: Refusal, headers: Mapping[str, str] | None) -> Response:
    return Response(refusal.body(), refusal.status, headers, media_type="application/json")

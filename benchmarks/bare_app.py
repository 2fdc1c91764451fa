"""What the receiver is measured against: an ASGI application that only verifies the HMAC.

`python benchmarks/bare_app.py FILE_DESCRIPTOR SECRET`, on a listening socket that it inherits.
"""

import hashlib
import hmac
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

Message = MutableMapping[str, Any]


def bare_app(secret: bytes) -> Callable[..., Awaitable[None]]:
    """202 where `X-Hub-Signature-256` is right, 403 where it is not; nothing is kept."""

    async def app(
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        chunks: list[bytes] = []
        more = True
        while more:
            message = await receive()
            chunks.append(message.get("body", b""))
            more = message.get("more_body", False)
        expected = "sha256=" + hmac.new(secret, b"".join(chunks), hashlib.sha256).hexdigest()
        given = dict(scope["headers"]).get(b"x-hub-signature-256", b"")
        status = 202 if hmac.compare_digest(expected.encode(), given) else 403
        headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    return app


def main() -> None:
    """Serve as the receiver does: one process, uvloop, httptools, no access log."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    config = uvicorn.Config(
        bare_app(sys.argv[2].encode()),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()

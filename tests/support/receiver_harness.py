"""A receiver on a real socket, and the means to speak to it byte by byte."""

import hashlib
import hmac
import json
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from osspulse.deliveries import Headers, Outgoing
from osspulse.settings import Settings
from producers.publisher import OnDone, Publisher, RecordSender
from producers.webhook.app import now, receiver_app
from producers.webhook.hook_health import HookHealth
from producers.webhook.hooks import Bounds
from producers.webhook.intake import HttpBounds
from producers.webhook.metrics import Metrics
from producers.webhook.secrets import Secret, Secrets
from producers.webhook.senders import Senders
from producers.webhook.serving import listen, server

GITHUB_SECRET = b"github-test-secret-0001"
GITEE_SECRET = b"gitee-test-secret-00001"
GITEE_PASSWORD = b"gitee-test-password-001"
GUID = "0d9c9c1e-7a8b-4c55-9a3a-000000000001"

SECRETS = Secrets(
    github=(Secret(id="main", value=GITHUB_SECRET),),
    gitee=(Secret(id="sign", value=GITEE_SECRET),),
)


@dataclass
class KeptRecord:
    """A record as the fake broker keeps it."""

    topic: str
    key: bytes | None
    value: bytes
    headers: Headers
    stored: Future[int] = field(repr=False)

    def header(self, name: str) -> str:
        return dict(self.headers)[name].decode()


class FakeProducer:
    """Acknowledges each record at once, or leaves that to the test (`acknowledge=False`)."""

    def __init__(self, *, acknowledge: bool = True) -> None:
        self.records: list[KeptRecord] = []
        self.acknowledge = acknowledge
        self.error: Exception | None = None

    def send(self, topic: str, *, key: bytes | None, value: bytes, headers: Headers) -> Future[int]:
        if self.error is not None:
            raise self.error
        record = KeptRecord(topic, key, value, headers, Future())
        self.records.append(record)
        if self.acknowledge:
            record.stored.set_result(len(self.records) - 1)
        return record.stored

    def send_together(self, records: Sequence[Outgoing], *, on_done: OnDone) -> None:
        for record in records:
            stored = self.send(
                record.topic, key=record.key, value=record.value, headers=record.headers
            )
            stored.add_done_callback(partial(_tell, record, on_done))


def _tell(record: Outgoing, on_done: OnDone, stored: Future[int]) -> None:
    on_done([record], stored.exception())


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def error(self) -> str:
        return str(json.loads(self.body)["error"])


@dataclass(frozen=True)
class RunningReceiver:
    """Where the receiver listens, and what it counted."""

    host: str
    port: int
    metrics: Metrics
    health: HookHealth

    def count(self, name: str, **labels: str) -> float:
        """What a metric of the receiver says."""
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    def connect(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=20)

    def send(self, request: bytes) -> Answer:
        """Send these very bytes on a fresh connection and read one answer."""
        with self.connect() as connection:
            connection.sendall(request)
            return read_answer(connection)

    def post(self, path: str, headers: list[tuple[str, str | bytes]], body: bytes) -> Answer:
        """One POST with these headers, a Host and the body's length."""
        return self.send(request_bytes("POST", path, headers, body))


def request_bytes(
    method: str, path: str, headers: list[tuple[str, str | bytes]], body: bytes = b""
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: receiver"]
    names = {name.lower() for name, _ in headers}
    if "content-length" not in names and "transfer-encoding" not in names:
        headers = [*headers, ("Content-Length", str(len(body)))]
    for name, value in headers:
        lines.append(
            name.encode() + b": " + (value if isinstance(value, bytes) else value.encode())
        )
    return b"\r\n".join([*lines, b"", body])


def read_answer(connection: socket.socket) -> Answer:
    """One answer with its whole body; raises EOFError when the connection ends before."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    while len(body) < int(headers.get("content-length", "0")):
        body += _more(connection)
    return Answer(int(status_line.split()[1]), headers, body)


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise EOFError("the connection ended before the answer did")
    return received


def github_headers(
    body: bytes,
    *,
    event: str = "issues",
    guid: str = GUID,
    secret: bytes = GITHUB_SECRET,
    content_type: str = "application/json",
) -> list[tuple[str, str | bytes]]:
    """The headers that GitHub sends with a body."""
    return [
        ("Content-Type", content_type),
        ("User-Agent", "GitHub-Hookshot/test"),
        ("X-GitHub-Event", event),
        ("X-GitHub-Delivery", guid),
        ("X-Hub-Signature-256", "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()),
    ]


def gitee_sign(timestamp: str, secret: bytes = GITEE_SECRET) -> str:
    """The token of Gitee's signature mode."""
    signed = timestamp.encode() + b"\n" + secret
    return b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def gitee_headers(
    *,
    event: str = "Issue Hook",
    timestamp: str | None = None,
    token: str | None = None,
    secret: bytes = GITEE_SECRET,
    ping: bool = False,
) -> list[tuple[str, str | bytes]]:
    """The headers that Gitee sends."""
    timestamp = timestamp or str(int(datetime.now(UTC).timestamp() * 1000))
    headers: list[tuple[str, str | bytes]] = [
        ("Content-Type", "application/json"),
        ("User-Agent", "git-oschina-hook"),
        ("X-Gitee-Event", event),
        ("X-Gitee-Timestamp", timestamp),
        ("X-Gitee-Token", gitee_sign(timestamp, secret) if token is None else token),
    ]
    return [*headers, ("X-Gitee-Ping", "true")] if ping else headers


@contextmanager
def a_receiver(
    producer: RecordSender,
    *,
    settings: Settings | None = None,
    secrets: Secrets | Callable[[], Secrets] = SECRETS,
    clock: Callable[[], datetime] = now,
    bounds: Bounds | None = None,
    http_bounds: HttpBounds | None = None,
    is_ready: Callable[[], bool] = lambda: True,
) -> Iterator[RunningReceiver]:
    """The receiver's application in the real server, in a thread, on a free port."""
    settings = (settings or Settings()).model_copy(update={"webhook_port": 0})
    metrics = Metrics()
    health = HookHealth(producer, topic=settings.kafka_topic_hook_health, clock=clock)
    app = receiver_app(
        publisher=Publisher(settings, producer),
        health=health,
        secrets=secrets if callable(secrets) else lambda: secrets,
        is_ready=is_ready,
        clock=clock,
        bounds=bounds,
        metrics=metrics,
        senders=Senders(settings.trusted_proxies),
    )
    listener = listen(settings)
    host, port = listener.getsockname()[:2]
    running = server(app, metrics=metrics, bounds=http_bounds)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.005)
    try:
        yield RunningReceiver(host, port, metrics, health)
    finally:
        running.should_exit = True
        thread.join(timeout=30)
        listener.close()


def eventually(condition: Callable[[], bool]) -> None:
    """Return as soon as the condition holds; fails when it has not after half a minute."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.005)

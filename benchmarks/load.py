"""A load of signed deliveries over kept connections; one thread, so that it takes little of the machine."""

import asyncio
import hashlib
import hmac
import json
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import cast

BODY_BYTES = 8_500
"""A usual size of GitHub's deliveries."""

_BODIES = 50


@dataclass(slots=True)
class Load:
    """What was sent and answered: statuses, and seconds from when a request was due to its answer."""

    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def accepted(self) -> int:
        """Deliveries answered with 202."""
        return self.statuses.get(202, 0)

    @property
    def rate(self) -> float:
        """Accepted deliveries per second."""
        return self.accepted / self.seconds


def signed_requests(secret: bytes) -> list[tuple[bytes, bytes]]:
    """What comes before and after the GUID of requests that look like GitHub's."""
    made = []
    for number in range(_BODIES):
        body = _a_body(number)
        signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
        before = (
            "POST /webhooks/github HTTP/1.1\r\nHost: receiver.example\r\nUser-Agent: GitHub-Hookshot/1\r\n"
            f"Content-Length: {len(body)}\r\nAccept: */*\r\nContent-Type: application/json\r\n"
            "X-GitHub-Event: issues\r\nX-GitHub-Hook-ID: 1\r\nX-GitHub-Hook-Installation-Target-ID: 1\r\n"
            "X-GitHub-Hook-Installation-Target-Type: repository\r\n"
            f"X-Hub-Signature: sha1={'0' * 40}\r\nX-Hub-Signature-256: sha256={signature}\r\n"
            "X-GitHub-Delivery: "
        )
        made.append((before.encode(), b"\r\n\r\n" + body))
    return made


def _a_body(number: int) -> bytes:
    """JSON of the usual size that compresses about as well as a forge's."""
    chance = random.Random(number)  # noqa: S311 - a load, no secret
    urls = {
        f"member_{place}_url": f"https://forge.example/repositories/{chance.getrandbits(64)}/{place}"
        for place in range(100)
    }
    body = {
        "action": "opened",
        "repository": {"id": number % 20, "full_name": f"acme/robot-{number % 20}", **urls},
    }
    written = json.dumps(body)
    padding = BODY_BYTES - len(written) - len(', "note": ""')
    body["note"] = "".join(chance.choices("etaoin shrdlu", k=max(0, padding)))
    return json.dumps(body).encode()


class _Sender(asyncio.Protocol):
    """One connection: a request when told, its answer's status read, its latency kept."""

    def __init__(self, load: Load, idle: asyncio.Queue["_Sender"]) -> None:
        self._load = load
        self._idle = idle
        self._due = 0.0
        self._answer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._idle.put_nowait(self)

    def send(self, request: bytes, *, due: float) -> None:
        assert self.transport is not None
        self._due = due
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._answer.endswith(b"}"):  # every answer is one JSON object
            return
        status = int(self._answer[9:12])
        self._answer = b""
        self._load.statuses[status] = self._load.statuses.get(status, 0) + 1
        self._load.latencies.append(time.perf_counter() - self._due)
        self._idle.put_nowait(self)


async def put_load(
    host: str, port: int, *, secret: bytes, seconds: float, connections: int, rate: float | None
) -> Load:
    """Send for so long: `rate` per second where given, each at its time, else as fast as answers come."""
    load = Load()
    idle: asyncio.Queue[_Sender] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: _Sender(load, idle), host, port)
    requests = signed_requests(secret)
    unique = uuid.uuid4().hex[:20]
    begun = time.perf_counter()
    number = 0
    while (now := time.perf_counter()) - begun < seconds:
        due = begun + number / rate if rate else now
        if due > now:
            await asyncio.sleep(due - now)
        sender = await idle.get()
        before, after = requests[number % len(requests)]
        guid = f"{unique[:8]}-{unique[8:12]}-{unique[12:16]}-{unique[16:]}-{number:012x}"
        sender.send(before + guid.encode() + after, due=due if rate else time.perf_counter())
        number += 1
    senders = [await asyncio.wait_for(idle.get(), timeout=10) for _ in range(connections)]
    load.seconds = time.perf_counter() - begun
    for sender in senders:
        assert sender.transport is not None
        sender.transport.close()
    return load

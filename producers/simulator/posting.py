"""One connection to a receiver: post, judge the answer, try again where that can help."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from osspulse.errors import OsspulseError, Unavailable, WrongUsage
from producers.simulator.signing import Request

_ACCEPTED = (200, 202)
_WORTH_RETRYING = (408, 409, 429, 500, 502, 503, 504)
"""409 is what Gitee's replay guard says when another sender used the same millisecond."""
_LONGEST_WAIT_SECONDS = 30.0
_TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Where a receiver listens."""

    scheme: str
    host: str
    port: int | None
    prefix: str

    @classmethod
    def at(cls, url: str) -> "Receiver":
        """The receiver with that base URL; raises WrongUsage where it is none."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WrongUsage(f"{url}: not a receiver's address, such as http://127.0.0.1:8080")
        return cls(
            scheme=parts.scheme, host=parts.hostname, port=port, prefix=parts.path.rstrip("/")
        )

    @property
    def url(self) -> str:
        """The base URL."""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{self.host}{port}{self.prefix}"

    def connect(self) -> HTTPConnection:
        """A connection that opens itself when it is first used, and again after it broke."""
        kind = HTTPSConnection if self.scheme == "https" else HTTPConnection
        return kind(self.host, self.port, timeout=_TIMEOUT_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to keep trying to deliver one delivery, and how to wait meanwhile."""

    seconds: float = 60.0
    sleep: Callable[[float], None] = time.sleep


def post(
    connection: HTTPConnection,
    make_request: Callable[[], Request],
    *,
    receiver: Receiver,
    patience: Patience,
) -> tuple[Request, int]:
    """The request that was acknowledged, and with which status.

    Each attempt asks `make_request` anew, because Gitee signs the time of the attempt. Raises
    Unavailable when patience is over, OsspulseError for a refusal that trying again does not change.
    """
    waited = 0.0
    for attempt in range(10_000):
        request = make_request()
        status, said, retry_after = _attempt(connection, request, prefix=receiver.prefix)
        if status in _ACCEPTED:
            return request, status
        if status is not None and status not in _WORTH_RETRYING:
            raise OsspulseError(_refused(receiver.url + request.path, status, said))
        if waited >= patience.seconds:
            break
        pause = min(retry_after or min(0.1 * 2**attempt, 5.0), _LONGEST_WAIT_SECONDS)
        patience.sleep(pause)
        waited += pause
    raise Unavailable(
        f"{receiver.url}: no acknowledgement within {patience.seconds:.0f} s (last: {said}); start the "
        "receiver or its broker, then run the same command again: it goes on where it stopped"
    )


def _attempt(
    connection: HTTPConnection, request: Request, *, prefix: str
) -> tuple[int | None, str, float | None]:
    """Status, what the answer said and how long it asks to wait; without an answer, no status."""
    try:
        connection.request(
            "POST", prefix + request.path, body=request.body, headers=dict(request.headers)
        )
        answer = connection.getresponse()
        said = answer.read()
    except (OSError, HTTPException) as error:
        connection.close()
        return None, str(error) or type(error).__name__, None
    return answer.status, f"{answer.status} {_error_word(said)}".strip(), _retry_after(answer)


def _retry_after(answer: HTTPResponse) -> float | None:
    value = answer.getheader("Retry-After") or ""
    return float(value) if value.isdecimal() else None


def _error_word(said: bytes) -> str:
    try:
        word = json.loads(said)["error"]
    except (ValueError, TypeError, KeyError):
        return ""
    return str(word)[:60]


def _refused(url: str, status: int, said: str) -> str:
    advice = {
        401: "the receiver wants other credentials",
        403: "the secret differs from the receiver's secrets file; give both the same",
        404: "nothing is received there; give the receiver's base URL, such as http://127.0.0.1:8080",
        405: "this is not a receiver; give the receiver's base URL",
        413: "the receiver takes no body of this size; raise its limit",
    }.get(status, "look into the receiver's log")
    return f"{url} refused a delivery with {said or status}: {advice}"

"""A delivery as it goes over the wire: bytes and headers, signed as each forge signs."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from producers.simulator import gitee, github
from producers.simulator.chronicle import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one delivery posts."""

    path: str
    headers: Mapping[str, str]
    body: bytes


def request(act: Act, *, secret: str, sent_at_ms: int) -> Request:
    """The signed request that delivers an act.

    GitHub signs the body's bytes; the same act gives the same bytes whenever it is sent. Gitee
    signs only the sending time, in milliseconds, and repeats time and signature in the body.
    """
    if act.repository.platform == "github":
        body = encode(github.payload(act))
        return Request(
            path="/webhooks/github",
            headers={
                **github.headers(act),
                "X-Hub-Signature": "sha1=" + _hexadecimal(secret, body, "sha1"),
                "X-Hub-Signature-256": "sha256=" + _hexadecimal(secret, body, "sha256"),
            },
            body=body,
        )
    timestamp = str(sent_at_ms)
    sign = gitee_signature(secret, timestamp)
    told = gitee.payload(act) | {"password": "", "sign": sign, "timestamp": timestamp}
    return Request(
        path="/webhooks/gitee",
        headers={**gitee.headers(act), "X-Gitee-Timestamp": timestamp, "X-Gitee-Token": sign},
        body=encode(dict(sorted(told.items()))),
    )


def encode(payload: Mapping[str, Any]) -> bytes:
    """A payload as JSON in UTF-8, without spaces, as the forges write it."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def gitee_signature(secret: str, timestamp: str) -> str:
    """base64 of the HMAC-SHA256 over time, line feed and secret."""
    message = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.digest(secret.encode(), message, "sha256")).decode()


def unsigned_sha256(act: Act) -> str:
    """What the body of an act hashes to before Gitee's time and signature go in."""
    payload = github.payload(act) if act.repository.platform == "github" else gitee.payload(act)
    return hashlib.sha256(encode(payload)).hexdigest()


def _hexadecimal(secret: str, body: bytes, algorithm: str) -> str:
    return hmac.digest(secret.encode(), body, algorithm).hex()

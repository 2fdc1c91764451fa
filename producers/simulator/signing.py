"""A delivery as it goes over the wire: bytes and headers, signed as each forge signs."""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osspulse.errors import WrongUsage
from producers.simulator import gitee, github
from producers.simulator.chronicle import Act
from producers.webhook.secrets import load_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSecrets:
    """The secret that each forge's hooks sign with; the receiver has to know the same."""

    github: str = field(repr=False)
    gitee: str = field(repr=False)


def read_signing_secrets(path: Path) -> SigningSecrets:
    """The first secret of each forge in a receiver's secrets file.

    Raises WrongUsage for a file that cannot be used or lacks one of them.
    """
    known = load_secrets(path)
    if not known.github or not known.gitee:
        raise WrongUsage(f"secrets file {path}: the simulator needs a github and a gitee secret")
    return SigningSecrets(
        github=known.github[0].value.decode(), gitee=known.gitee[0].value.decode()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one delivery posts."""

    path: str
    headers: Mapping[str, str]
    body: bytes


def request(act: Act, *, secrets: SigningSecrets, sent_at_ms: int) -> Request:
    """The signed request that delivers an act.

    GitHub signs the body's bytes; the same act gives the same bytes whenever it is sent. Gitee
    signs only the sending time, in milliseconds, and repeats time and signature in the body.
    """
    if act.repository.platform == "github":
        body = encode(github.payload(act))
        key = secrets.github.encode()
        return Request(
            path="/webhooks/github",
            headers={
                **github.headers(act),
                "X-Hub-Signature": "sha1=" + hmac.digest(key, body, "sha1").hex(),
                "X-Hub-Signature-256": "sha256=" + hmac.digest(key, body, "sha256").hex(),
            },
            body=body,
        )
    timestamp = str(sent_at_ms)
    sign = gitee_signature(secrets.gitee, timestamp)
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

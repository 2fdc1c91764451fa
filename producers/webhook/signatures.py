"""Whether a request was signed by someone who knows a secret: pure functions, bytes in.

Every comparison is `hmac.compare_digest` over two digests of 32 bytes, whatever was sent.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import unquote_to_bytes

from osspulse.hashing import fed
from producers.refusals import Refusal, Refused
from producers.webhook.secrets import Secret

GITEE_WINDOW = timedelta(hours=1)
"""How far a Gitee timestamp may be from the receiver's clock, to either side."""

_GITHUB_SIGNATURE = re.compile(rb"sha256=([0-9a-fA-F]{64})")
_MILLISECONDS = re.compile(rb"[0-9]{13}")


def github_signature(header: bytes | None) -> bytes:
    """The 32 bytes of an `X-Hub-Signature-256`; raises Refused for anything else.

    Upper-case hexadecimal is read too: what counts is the digest. SHA-1 never does.
    """
    found = _GITHUB_SIGNATURE.fullmatch(header or b"")
    if found is None:
        raise Refused(Refusal.BAD_SIGNATURE)
    return bytes.fromhex(found.group(1).decode("ascii"))


def signer_of_github(
    body: bytes, signature: bytes, *, secrets: Iterable[Secret], moment: datetime
) -> Secret:
    """The active secret that signed these very bytes; raises Refused when none did."""
    for secret in secrets:
        if secret.is_active(moment) and hmac.compare_digest(
            fed(hmac.new(secret.value, digestmod="sha256"), body).digest(), signature
        ):
            return secret
    raise Refused(Refusal.BAD_SIGNATURE)


def signer_of_gitee(
    token: bytes | None, timestamp: bytes | None, *, secrets: Iterable[Secret], moment: datetime
) -> Secret:
    """The active secret that this token proves; raises Refused when there is none.

    A secret in password mode is compared as it is. In signature mode the token signs the timestamp
    (milliseconds), which must lie within GITEE_WINDOW of `moment`; the body is not signed at all.
    """
    if not token:
        raise Refused(Refusal.BAD_SIGNATURE)
    signature = gitee_signature(token)
    for secret in secrets:
        if not secret.is_active(moment):
            continue
        if secret.mode == "password":
            if _same(token, secret.value):
                return secret
        elif _same(signature, _gitee_expected(secret.value, timestamp or b"")):
            _check_window(timestamp or b"", moment)
            return secret
    raise Refused(Refusal.BAD_SIGNATURE)


def _same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(hashlib.sha256(one).digest(), hashlib.sha256(other).digest())


def _gitee_expected(secret: bytes, timestamp: bytes) -> bytes:
    return hmac.digest(secret, timestamp + b"\n" + secret, "sha256")


def gitee_signature(token: bytes) -> bytes:
    """The bytes of a base64 token, URL-encoded or not; nothing when it is no base64."""
    try:
        return base64.b64decode(unquote_to_bytes(token), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _check_window(timestamp: bytes, moment: datetime) -> None:
    if not _MILLISECONDS.fullmatch(timestamp):
        raise Refused(Refusal.STALE_TIMESTAMP)
    away = abs(int(timestamp) - moment.timestamp() * 1000)
    if away > GITEE_WINDOW / timedelta(milliseconds=1):
        raise Refused(Refusal.STALE_TIMESTAMP)

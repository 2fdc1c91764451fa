"""Gitee webhook deliveries: headers and body → `Delivery`."""

import hashlib
import json
import re
from collections.abc import Collection
from datetime import datetime

from osspulse.deliveries import Delivery
from producers.refusals import Refusal, Refused
from producers.sources.body_shapes import Subject
from producers.sources.json_members import NotAnObject, replaced
from producers.sources.request_headers import RequestHeaders

_EVENT = re.compile(rb"[A-Za-z]{1,32}(?:[ _][A-Za-z]{1,32}){0,3}")
_SECRET_LOOKALIKE = re.compile(
    rb'("(?:password|sign)"[ \t\r\n]*+:[ \t\r\n]*+)"(?!")[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)',
    re.DOTALL,
)
_REDACTED = b'"[redacted]"'
PING = "ping_hooks"


def event_name(headers: RequestHeaders) -> str:
    """The event as the bodies' `hook_name` has it, such as `merge_request_hooks`.

    A test delivery is a full fake push that only a header tells apart: it is named `ping_hooks`.
    Raises Refused for a strange or absent name.
    """
    name = headers.get(b"x-gitee-event")
    if name is None or not _EVENT.fullmatch(name):
        raise Refused(Refusal.BAD_EVENT_NAME)
    if (headers.get(b"x-gitee-ping") or b"").lower() == b"true":
        return PING
    snake = name.decode("ascii").lower().replace(" ", "_")
    return snake if snake.endswith("s") else snake + "s"


def delivery_id(event: str, body: bytes) -> str:
    """An id made of what a re-send does not change; 64 hexadecimal digits.

    Gitee sends none of its own, and signs each attempt anew: timestamp, sign and password are left out.
    """
    try:
        kept = replaced(body, {"password", "sign", "timestamp"}, by=b'""')
    except NotAnObject:
        kept = body
    return hashlib.sha256(event.encode() + b"\n" + kept).hexdigest()


def redacted(body: bytes, *, known_secrets: Collection[bytes]) -> bytes:
    """The body without the values of its top-level `password` and `sign`, else byte for byte.

    Where the body's members cannot be told apart, the known secrets themselves are taken out, and
    what follows a key of these names anywhere.
    """
    try:
        return replaced(body, {"password", "sign"}, by=_REDACTED)
    except NotAnObject:
        for secret in known_secrets:
            for written in {secret, _as_json(secret)} - {b""}:
                body = body.replace(written, b"[redacted]")
        return _SECRET_LOOKALIKE.sub(rb"\1" + _REDACTED, body)


def delivery(
    headers: RequestHeaders,
    body: bytes,
    *,
    subject: Subject,
    received_at: datetime,
    secret_id: str,
    known_secrets: Collection[bytes],
) -> Delivery:
    """The delivery that these headers and this body tell of, redacted; raises Refused for a strange event."""
    event = event_name(headers)
    return Delivery(
        source="gitee",
        event=event,
        delivery_id=delivery_id(event, body),
        received_at=received_at,
        content_type="application/json",
        body=redacted(body, known_secrets=known_secrets),
        platform="gitee",
        repository_id=subject.repository_id,
        secret_id=secret_id,
    )


def _as_json(secret: bytes) -> bytes:
    return json.dumps(secret.decode("utf-8", "replace"))[1:-1].encode()

"""GitHub webhook deliveries: headers and body → `Delivery`."""

import re
from datetime import datetime
from urllib.parse import parse_qs

from osspulse.deliveries import Delivery
from producers.refusals import Refusal, Refused
from producers.sources.body_shapes import Subject
from producers.sources.request_headers import RequestHeaders

_EVENT = re.compile(rb"[a-z][a-z0-9_]{0,63}")  # with digits: GitHub has projects_v2_item
_GUID = re.compile(rb"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
PING = "ping"


def event_name(headers: RequestHeaders) -> str:
    """The event as GitHub names it, such as `pull_request`; raises Refused for a strange one."""
    name = headers.get(b"x-github-event")
    if name is None or not _EVENT.fullmatch(name):
        raise Refused(Refusal.BAD_EVENT_NAME)
    return name.decode("ascii")


def delivery_id(headers: RequestHeaders) -> str:
    """The delivery's GUID, the same on a redelivery; raises Refused when it is none."""
    guid = headers.get(b"x-github-delivery")
    if guid is None or not _GUID.fullmatch(guid):
        raise Refused(Refusal.BAD_DELIVERY_ID)
    return guid.decode("ascii").lower()


def json_body(headers: RequestHeaders, body: bytes) -> bytes:
    """The JSON text of the body: itself, or the one `payload` field of a form.

    A form without such a field is returned as it is: it was signed, so landing keeps it.
    """
    if headers.media_type() == "json":
        return body
    try:
        fields = parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="surrogateescape",
            max_num_fields=16,
        )
    except ValueError:
        return body
    payloads = fields.get("payload", [])
    return payloads[0].encode("utf-8", "surrogateescape") if len(payloads) == 1 else body


def delivery(
    headers: RequestHeaders,
    body: bytes,
    *,
    subject: Subject,
    received_at: datetime,
    secret_id: str,
) -> Delivery:
    """The delivery that these headers and this JSON body tell of; raises Refused for strange headers."""
    return Delivery(
        source="github",
        event=event_name(headers),
        delivery_id=delivery_id(headers),
        received_at=received_at,
        content_type="application/json",
        body=body,
        platform="github",
        repository_id=subject.repository_id,
        secret_id=secret_id,
    )

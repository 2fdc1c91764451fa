"""Why a request is refused: one word each, the same in the answer, the metrics and the docs."""

import json
from dataclasses import dataclass
from enum import Enum

from osspulse.errors import InvalidEvent


@dataclass(frozen=True, slots=True)
class Reason:
    """A refusal's HTTP status, its stable word, and what its sender can do about it."""

    status: int
    word: str
    advice: str


class Refusal(Enum):
    """Every refusal there is. The words are public: renaming one is a behaviour change."""

    EMPTY_BODY = Reason(400, "empty_body", "send the event as the body")
    BAD_EVENT_NAME = Reason(400, "bad_event_name", "send the forge's event header, once")
    BAD_DELIVERY_ID = Reason(400, "bad_delivery_id", "send X-GitHub-Delivery, a UUID, once")
    DOUBLED_HEADER = Reason(400, "doubled_header", "send each header once")
    BAD_REQUEST = Reason(400, "bad_request", "send one well-formed HTTP request")
    BAD_SIGNATURE = Reason(403, "bad_signature", "set the same secret in the forge and here")
    STALE_TIMESTAMP = Reason(403, "stale_timestamp", "check both clocks; an hour apart at most")
    OTHER_REPOSITORY = Reason(403, "other_repository", "this secret serves other repositories")
    NOT_FOUND = Reason(404, "not_found", "post to /webhooks/github or /webhooks/gitee")
    METHOD_NOT_ALLOWED = Reason(405, "method_not_allowed", "use the method in Allow")
    TOO_SLOW = Reason(408, "too_slow", "send the whole request within 10 seconds")
    REPLAYED = Reason(409, "replayed", "this timestamp and token came with another body before")
    TOO_LARGE = Reason(413, "too_large", "send at most 25 MiB")
    UNSUPPORTED_MEDIA_TYPE = Reason(
        415, "unsupported_media_type", "set the hook's content type to application/json in UTF-8"
    )
    UNSUPPORTED_ENCODING = Reason(415, "unsupported_encoding", "send the body uncompressed")
    HEADERS_TOO_LARGE = Reason(431, "headers_too_large", "send at most 64 KiB of headers")
    OVERLOADED = Reason(503, "overloaded", "send it again after the seconds in Retry-After")
    NOT_STORED = Reason(503, "not_stored", "send it again after the seconds in Retry-After")

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return self.value.status

    @property
    def word(self) -> str:
        """The stable word that programs compare."""
        return self.value.word

    def body(self) -> bytes:
        """The answer's body: one short JSON object."""
        return json.dumps({"error": self.word, "advice": self.value.advice}).encode()


class Refused(InvalidEvent):
    """This request is not taken; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        """Refuse for one of the known reasons; nothing of the request is repeated."""
        super().__init__(f"{refusal.word}: {refusal.value.advice}")
        self.refusal = refusal

"""What differs between the forges: which request is authentic, and what delivery it is."""

import logging
from datetime import datetime
from typing import Protocol

from osspulse.deliveries import Delivery
from producers.refusals import Refusal, Refused
from producers.sources import gitee, github
from producers.sources.body_shapes import subject_of
from producers.sources.request_headers import RequestHeaders
from producers.webhook.replays import ReplayGuard
from producers.webhook.secrets import Secret, Secrets
from producers.webhook.signatures import (
    gitee_signature,
    github_signature,
    signer_of_gitee,
    signer_of_github,
)

logger = logging.getLogger(__name__)


class Forge(Protocol):
    """What differs between the sources."""

    source: str
    ping: str

    def check_headers(self, headers: RequestHeaders) -> None:
        """Refuse before the body is read what cannot be authentic."""

    def delivery(
        self, headers: RequestHeaders, body: bytes, *, secrets: Secrets, moment: datetime
    ) -> Delivery:
        """The authentic delivery; raises Refused when it is none."""


class GithubForge:
    """GitHub: the signature covers the raw bytes of the body."""

    source = "github"
    ping = github.PING

    def check_headers(self, headers: RequestHeaders) -> None:
        """Refuse a request without a readable SHA-256 signature."""
        github_signature(headers.get(b"x-hub-signature-256"))

    def delivery(
        self, headers: RequestHeaders, body: bytes, *, secrets: Secrets, moment: datetime
    ) -> Delivery:
        """Verify the raw bytes, then read them."""
        signature = github_signature(headers.get(b"x-hub-signature-256"))
        secret = signer_of_github(body, signature, secrets=secrets.github, moment=moment)
        if not body:
            raise Refused(Refusal.EMPTY_BODY)
        text = github.json_body(headers, body)
        subject = subject_of(text)
        if not secret.serves(subject):
            raise Refused(Refusal.OTHER_REPOSITORY)
        return github.delivery(
            headers, text, subject=subject, received_at=moment, secret_id=secret.id
        )


class GiteeForge:
    """Gitee: the token proves the sender, not the body."""

    source = "gitee"
    ping = gitee.PING

    def __init__(self, replays: ReplayGuard) -> None:
        """Refuse with `replays` what a stranger made of a delivery that was seen."""
        self._replays = replays

    def check_headers(self, headers: RequestHeaders) -> None:
        """Refuse a request without a token."""
        if not headers.get(b"x-gitee-token"):
            raise Refused(Refusal.BAD_SIGNATURE)

    def delivery(
        self, headers: RequestHeaders, body: bytes, *, secrets: Secrets, moment: datetime
    ) -> Delivery:
        """Verify the token, then read and redact the body."""
        token = headers.get(b"x-gitee-token")
        timestamp = headers.get(b"x-gitee-timestamp")
        secret = signer_of_gitee(token, timestamp, secrets=secrets.gitee, moment=moment)
        if secret.mode == "signature":
            self._check_replay(timestamp or b"", token or b"", body=body, moment=moment)
        if not body:
            raise Refused(Refusal.EMPTY_BODY)
        if headers.media_type() != "json":
            raise Refused(Refusal.UNSUPPORTED_MEDIA_TYPE)
        subject = subject_of(body)
        if not secret.serves(subject):
            raise Refused(Refusal.OTHER_REPOSITORY)
        return gitee.delivery(
            headers,
            body,
            subject=subject,
            received_at=moment,
            secret_id=secret.id,
            known_secrets=_worth_hiding(token, secrets.gitee),
        )

    def _check_replay(
        self, timestamp: bytes, token: bytes, *, body: bytes, moment: datetime
    ) -> None:
        signature = gitee_signature(token)
        try:
            self._replays.check(timestamp=timestamp, signature=signature, body=body, moment=moment)
        except Refused:
            logger.warning("token came with another body", extra={"source": self.source})
            raise


def _worth_hiding(token: bytes | None, secrets: tuple[Secret, ...]) -> tuple[bytes, ...]:
    return (token or b"", *(secret.value for secret in secrets))

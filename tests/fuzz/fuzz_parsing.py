"""Coverage-guided fuzzing of everything that reads bytes of strangers: `python tests/fuzz/fuzz_parsing.py`.

Arguments are libFuzzer's, such as `-max_total_time=60` or a folder that keeps the corpus. It ends
with a traceback and the input's file at the first broken promise.
"""

import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["producers", "tomllib", "urllib.parse"]):
    from osspulse.errors import WrongUsage
    from producers.refusals import Refused
    from producers.sources import gitee, github
    from producers.sources.body_shapes import UNKNOWN, subject_of
    from producers.sources.json_members import NotAnObject, members
    from producers.sources.request_headers import RequestHeaders
    from producers.webhook.secrets import Secret, load_secrets
    from producers.webhook.signatures import github_signature, signer_of_gitee

MOMENT = datetime(2026, 11, 23, tzinfo=UTC)
SECRET = b"fuzz-canary-secret-0001"
SECRETS = (Secret(id="one", value=SECRET), Secret(id="two", value=SECRET, mode="password"))
SECRETS_FILE = Path(tempfile.mkdtemp(prefix="osspulse-fuzz-")) / "secrets.toml"


def check_members(text: bytes) -> None:
    """What is an object for the standard parser has the same members here, each in its place."""
    try:
        found: list[Any] | None = [
            (member.key, text[member.start : member.end]) for member in members(text)
        ]
    except NotAnObject:
        found = None
    try:
        decoded = text.decode("utf-8")
        pairs = json.loads(decoded, object_pairs_hook=lambda known: known)
    except (ValueError, RecursionError):
        return
    if not decoded.lstrip(" \t\r\n").startswith("{"):
        return
    assert found is not None, "an object was not read"
    assert [key for key, _ in found] == [key for key, _ in pairs], "other keys"
    for (_, written), (_, value) in zip(found, pairs, strict=True):
        again = json.loads(written, object_pairs_hook=lambda known: known)
        assert repr(again) == repr(value), "another value"


def check_redaction(text: bytes) -> None:
    """No password leaves, and a second look finds nothing more to take out."""
    hidden = gitee.redacted(text, known_secrets=(SECRET,))
    assert gitee.redacted(hidden, known_secrets=(SECRET,)) == hidden
    assert len(gitee.delivery_id("push_hooks", text)) == 64
    try:
        kept = {member.key: hidden[member.start : member.end] for member in members(hidden)}
    except NotAnObject:
        assert SECRET not in hidden
        return
    for key in ("password", "sign"):
        assert kept.get(key, b"null") in {b"null", b'""', b'"[redacted]"'}


def check_headers(data: bytes) -> None:
    """Headers of any bytes are read or refused, and nobody without a secret signs."""
    parts = data.split(b"\n", 3)
    value = parts[0]
    names = (b"content-type", b"x-github-event", b"x-github-delivery", b"x-gitee-event")
    headers = RequestHeaders([(name, value) for name in names])
    for reading in (
        headers.media_type,
        lambda: github.event_name(headers),
        lambda: github.delivery_id(headers),
        lambda: gitee.event_name(headers),
        lambda: github.json_body(headers, data),
        lambda: github_signature(value),
    ):
        try:
            reading()
        except Refused:
            continue
    form = RequestHeaders([(b"content-type", b"application/x-www-form-urlencoded")])
    github.json_body(form, data)
    try:
        signer_of_gitee(value, parts[1] if len(parts) > 1 else None, secrets=SECRETS, moment=MOMENT)
    except Refused:
        return
    assert value == SECRET, "a stranger signed"


def check_subject(text: bytes) -> None:
    """Whose repository it is about is known or unknown; it never raises."""
    subject = subject_of(text)
    assert subject is UNKNOWN or isinstance(subject.full_names, frozenset)
    assert all(owner == owner.lower() for owner in subject.owner_names)


def check_secrets(text: bytes) -> None:
    """A secrets file is read or refused with one line that repeats no secret."""
    SECRETS_FILE.write_bytes(text)
    try:
        load_secrets(SECRETS_FILE)
    except WrongUsage as error:
        told = str(error)
    else:
        return
    assert "\n" not in told, "more than one line"


CHECKS = (check_members, check_redaction, check_headers, check_subject, check_secrets)


def check_one(data: bytes) -> None:
    """The first byte chooses the check, the rest is its input."""
    if data:
        CHECKS[data[0] % len(CHECKS)](data[1:])


if __name__ == "__main__":
    atheris.Setup(sys.argv, check_one)
    atheris.Fuzz()

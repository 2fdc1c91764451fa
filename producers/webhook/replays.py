"""Gitee signs the timestamp, not the body: a token that was seen may not carry another body."""

import hashlib
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from osspulse.errors import Unavailable
from osspulse.settings import Settings
from producers.refusals import Refusal, Refused
from producers.webhook.signatures import GITEE_WINDOW

_KEPT = 2 * GITEE_WINDOW + timedelta(minutes=1)
"""A timestamp may lie an hour ahead and counts until it is an hour old."""

_FORGET_EVERY = 1_000


def replays_path(settings: Settings) -> Path:
    """Where the receiver remembers, for all its workers and across restarts."""
    return settings.home / "receiver" / "replays.sqlite3"


class ReplayGuard:
    """Remembers which body came with which token, also across restarts and between processes."""

    def __init__(self, path: Path | None = None) -> None:
        """Remember in a file, or in memory only; raises Unavailable when the file cannot be used."""
        self._path = path
        self._seen_count = 0
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path or ":memory:", isolation_level=None, timeout=1.0, check_same_thread=False
            )
            self._connection.execute("pragma journal_mode = wal")
            # A power cut may forget the last seconds; a killed process forgets nothing.
            self._connection.execute("pragma synchronous = off")
            self._connection.execute(
                "create table if not exists seen "
                "(token blob primary key, body blob not null, until real not null) without rowid"
            )
        except (OSError, sqlite3.Error) as error:
            raise Unavailable(f"{self._path}: the replay guard cannot be kept: {error}") from None

    def check(self, *, timestamp: bytes, signature: bytes, body: bytes, moment: datetime) -> None:
        """Remember this body with its token; raises Refused when the token came with another one."""
        token = hashlib.sha256(timestamp + b"\n" + signature).digest()
        digest = hashlib.sha256(body).digest()
        try:
            self._forget_old(moment)
            self._connection.execute(
                "insert or ignore into seen values (?, ?, ?)",
                (token, digest, (moment + _KEPT).timestamp()),
            )
            (known,) = self._connection.execute(
                "select body from seen where token = ?", (token,)
            ).fetchone()
        except sqlite3.Error as error:
            raise Unavailable(f"{self._path}: the replay guard failed: {error}") from None
        if known != digest:
            raise Refused(Refusal.REPLAYED)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _forget_old(self, moment: datetime) -> None:
        if self._seen_count % _FORGET_EVERY == 0:
            self._connection.execute("delete from seen where until < ?", (moment.timestamp(),))
        self._seen_count += 1

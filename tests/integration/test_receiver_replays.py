"""What one receiver saw of a Gitee token, another one on the same file knows, also after a restart (R49)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from osspulse.errors import Unavailable
from producers.refusals import Refusal, Refused
from producers.webhook.replays import ReplayGuard

MOMENT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _is_taken(
    guard: ReplayGuard, body: bytes, *, token: bytes = b"token", moment: datetime = MOMENT
) -> bool:
    try:
        guard.check(timestamp=b"1", signature=token, body=body, moment=moment)
    except Refused as refused:
        return refused.refusal is not Refusal.REPLAYED
    return True


def test_guards_on_one_file_know_what_the_others_saw(tmp_path: Path) -> None:
    file = tmp_path / "receiver" / "replays.sqlite3"
    with closing(ReplayGuard(file)) as one, closing(ReplayGuard(file)) as other:
        assert _is_taken(one, b"first")
        assert not _is_taken(other, b"second")
        assert _is_taken(other, b"first")
    with closing(ReplayGuard(file)) as after:
        assert not _is_taken(after, b"second")


def test_of_many_bodies_at_once_under_one_token_one_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "replays.sqlite3"

    def taken(number: int) -> bool:
        with closing(ReplayGuard(file)) as guard:
            return _is_taken(guard, b"%d" % number)

    with ThreadPoolExecutor(4) as senders:
        assert sum(senders.map(taken, range(8))) == 1


def test_a_token_is_forgotten_when_its_time_is_over() -> None:
    with closing(ReplayGuard()) as guard:
        assert _is_taken(guard, b"first")
        for number in range(1_000):
            later = MOMENT + timedelta(hours=3)
            assert _is_taken(guard, b"other", token=b"%d" % number, moment=later)
        assert _is_taken(guard, b"second", moment=MOMENT + timedelta(hours=3))


def test_a_file_that_cannot_be_kept_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="replay guard cannot be kept"):
        ReplayGuard(tmp_path / "file" / "replays.sqlite3")

"""What the ledger of sent hours says, and when it no longer holds."""

from pathlib import Path

import pytest

from osspulse.errors import Unavailable
from producers.backfill.ledger import Entry, Ledger, Selection

ACME = frozenset({"acme/robot"})


def test_an_entry_is_read_as_it_was_written(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    entry = Entry(topic_id="one", done=(None, ACME), sending_from={0: 1, 1: 2}, ends={0: 5, 1: 9})
    ledger.write("ab12", entry)
    assert ledger.read("ab12") == entry
    assert ledger.read("cd34") is None


@pytest.mark.parametrize(
    ("done", "asked", "covered"),
    [
        ((), None, False),
        ((None,), None, True),
        ((None,), ACME, True),
        ((ACME,), None, False),
        ((ACME,), ACME, True),
        ((ACME,), ACME | {"acme/other"}, False),
    ],
)
def test_what_was_sent_wholly_is_not_asked_for_again(
    done: tuple[Selection, ...], asked: Selection, *, covered: bool
) -> None:
    assert Entry(topic_id="one", done=done).covers(asked) is covered


@pytest.mark.parametrize(
    ("topic_id", "ends", "contradicts"),
    [
        ("one", {0: 5, 1: 9}, False),
        ("one", {0: 6, 1: 9, 2: 1}, False),
        ("two", {0: 5, 1: 9}, True),
        ("one", {0: 4, 1: 9}, True),
        ("one", {0: 5}, True),
    ],
)
def test_a_recreated_or_truncated_topic_contradicts_the_ledger(
    topic_id: str, ends: dict[int, int], *, contradicts: bool
) -> None:
    entry = Entry(topic_id="one", done=(None,), ends={0: 5, 1: 9})
    assert entry.contradicts(topic_id=topic_id, ends=ends) is contradicts


def test_two_replays_keep_out_of_each_other_s_way(tmp_path: Path) -> None:
    with (
        Ledger(tmp_path).alone(),
        pytest.raises(Unavailable, match="another backfill is at work"),
        Ledger(tmp_path).alone(),
    ):
        pass

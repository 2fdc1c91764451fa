"""What several workers may hold together, and what they remember together."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from osspulse.deliveries import Delivery
from producers.refusals import Refused
from producers.webhook.guids import RecentGuids
from producers.webhook.intake import ByteBudget
from producers.webhook.sharing import Shared, shared_file


def test_a_budget_is_that_of_all_workers_together(tmp_path: Path) -> None:
    with shared_file(tmp_path, workers=2) as memory:
        one, other = (
            ByteBudget(100, Shared.opened(memory, workers=2, own=number).reading)
            for number in range(2)
        )
        one.take(60)
        with pytest.raises(Refused, match="overloaded"):
            other.take(41)
        other.take(40)
        one.give_back(60)
        assert (one.held, other.held) == (40, 40)


def test_what_a_dead_worker_held_is_free_again(tmp_path: Path) -> None:
    with shared_file(tmp_path, workers=2) as memory:
        dead, alive = (Shared.opened(memory, workers=2, own=number) for number in range(2))
        dead.sending.own = 70
        dead.connections.own = 3
        alive.sending.own = 5
        alive.forget(0)
        assert (alive.sending.total, alive.connections.total) == (5, 0)


def _delivery(number: int, body: bytes, *, source: str = "github") -> Delivery:
    return Delivery(
        source=source,
        event="issues",
        delivery_id=f"id-{number}",
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
        content_type="application/json",
        body=body,
        platform=source,
    )


def test_an_id_that_comes_again_is_a_conflict_only_with_another_body(tmp_path: Path) -> None:
    with shared_file(tmp_path, workers=2) as memory:
        one, other = (
            RecentGuids(Shared.opened(memory, workers=2, own=number).ids) for number in range(2)
        )
        assert not one.is_conflict(_delivery(1, b"a"))
        assert not other.is_conflict(_delivery(1, b"a"))
        assert other.is_conflict(_delivery(1, b"b"))
        assert not one.is_conflict(_delivery(1, b"a"))
        assert not one.is_conflict(_delivery(1, b"b", source="gitee"))
        assert not one.is_conflict(_delivery(2, b"b"))


def test_ids_take_no_more_room_than_there_is() -> None:
    guids = RecentGuids(memoryview(bytearray(240)))
    assert not any(guids.is_conflict(_delivery(number, b"a")) for number in range(1_000))
    assert guids.is_conflict(_delivery(999, b"b"))


def test_a_half_written_entry_counts_as_none() -> None:
    memory = memoryview(bytearray(24))
    guids = RecentGuids(memory)
    assert not guids.is_conflict(_delivery(1, b"a"))
    memory[8:16] = bytes(8)
    assert not guids.is_conflict(_delivery(1, b"b"))

"""Many deliveries in flight, in bounded memory, each acknowledged."""

import threading
from datetime import UTC, datetime

import pytest
from receiver_harness import FakeProducer

from osspulse.deliveries import Delivery
from osspulse.errors import Unavailable
from osspulse.settings import Settings
from producers.backfill.sending import BulkSending
from producers.publisher import Publisher


def _delivery(body: bytes = b"{}") -> Delivery:
    return Delivery(
        source="gharchive",
        event="PushEvent",
        delivery_id="1",
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
        content_type="application/json",
        body=body,
        platform="github",
    )


def test_history_goes_to_the_backfill_topic() -> None:
    producer = FakeProducer()
    sending = BulkSending(Publisher(Settings(), producer))
    sending.send(_delivery())
    sending.finish()
    assert [record.topic for record in producer.records] == ["osspulse.events.backfill"]


def test_a_failed_delivery_fails_the_sending() -> None:
    producer = FakeProducer(acknowledge=False)
    sending = BulkSending(Publisher(Settings(), producer), together_bytes=1)
    sending.send(_delivery())
    sending.send(_delivery())
    producer.records[0].stored.set_exception(Unavailable("gone"))
    with pytest.raises(Unavailable, match="gone"):
        sending.finish()
    with pytest.raises(Unavailable, match="gone"):
        sending.send(_delivery())


def test_deliveries_gather_before_they_go() -> None:
    producer = FakeProducer()
    sending = BulkSending(Publisher(Settings(), producer), together_bytes=2_500)
    sending.send(_delivery())
    sending.send(_delivery())
    assert producer.records == []
    sending.send(_delivery())
    assert len(producer.records) == 3
    sending.send(_delivery())
    sending.finish()
    assert len(producer.records) == 4


def test_more_than_fits_waits_for_room() -> None:
    producer = FakeProducer(acknowledge=False)
    sending = BulkSending(Publisher(Settings(), producer), most_bytes=5_000, together_bytes=1)
    sent_both = threading.Event()

    def send_both() -> None:
        sending.send(_delivery(b"x" * 3_000))
        sending.send(_delivery(b"x" * 3_000))
        sent_both.set()

    threading.Thread(target=send_both, daemon=True).start()
    while not producer.records:
        pass
    assert not sent_both.is_set()
    producer.records[0].stored.set_result(0)
    assert sent_both.wait(timeout=10)
    assert len(producer.records) == 2


def test_one_delivery_may_be_larger_than_the_bound() -> None:
    producer = FakeProducer()
    sending = BulkSending(Publisher(Settings(), producer), most_bytes=10)
    sending.send(_delivery(b"x" * 100))
    sending.finish()
    assert len(producer.records) == 1

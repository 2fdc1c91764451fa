"""Senders that keep what they sent and what was acknowledged, and the audit of it."""

import threading

from kafka_reading import records_of
from receiver_harness import GITHUB_SECRET, eventually
from receiver_process import ReceiverProcess, a_delivery

from osspulse.settings import Settings


class Sender:
    """Sends deliveries until told to stop, and keeps what was sent and what was acknowledged."""

    def __init__(self, receiver: ReceiverProcess) -> None:
        self.receiver = receiver
        self.sent: dict[str, bytes] = {}
        self.acknowledged: set[str] = set()
        self.refused: list[int] = []
        self.secret = GITHUB_SECRET
        self.stop = threading.Event()

    def wait_for(self, acknowledged: int) -> None:
        eventually(lambda: len(self.acknowledged) >= acknowledged)

    def run(self, first: int) -> None:
        number = first
        while not self.stop.is_set():
            guid, body, request = a_delivery(number, secret=self.secret)
            self.sent[guid] = body
            try:
                status = self.receiver.send(request).status
            except (OSError, EOFError):
                continue
            if status == 202:
                self.acknowledged.add(guid)
                number += 1
            else:
                self.refused.append(status)


def audit(settings: Settings, sender: Sender) -> None:
    """Nothing that was acknowledged is lost, nothing was never sent, nothing is changed."""
    stored = records_of(settings, settings.kafka_topic_github)
    found = {record.facts.delivery_id: record.value for record in stored}
    lost = sender.acknowledged - set(found)
    phantom = set(found) - set(sender.sent)
    changed = {guid for guid, body in found.items() if sender.sent.get(guid) != body}
    assert (lost, phantom, changed) == (set(), set(), set())

"""One file or clone on its way into the topic: what the topic has of it, whatever was killed before."""

from dataclasses import replace

from producers.backfill.backfill_topic import BackfillTopic
from producers.backfill.ledger import Entry, Ledger, Selection


class Shipment:
    """What is sent under one key of the ledger, each delivery once."""

    def __init__(self, key: str, *, ledger: Ledger, topic: BackfillTopic) -> None:
        """Read what is known; of a topic that was made again or cut short nothing is."""
        self._key = key
        self._ledger = ledger
        self._topic = topic
        self._ends = topic.ends()
        entry = ledger.read(key)
        if entry is None or entry.contradicts(topic_id=topic.id, ends=self._ends):
            entry = Entry(topic_id=topic.id)
        self.entry = entry

    def begin(self) -> set[str]:
        """Note that sending begins; the ids that a killed sending left in the topic."""
        started = self.entry.sending_from
        sent = self._topic.delivery_ids(started, self._ends) if started else set()
        self.entry = replace(self.entry, sending_from=started or self._ends)
        self._ledger.write(self._key, self.entry)
        return sent

    def end(self, done: tuple[Selection, ...], *, is_whole: bool = True) -> None:
        """Note what is sent wholly, once the last delivery is acknowledged.

        A killed wider sending left events that a narrower one did not look for: while `is_whole` is
        not so, the place where it began is kept.
        """
        self._ledger.write(
            self._key,
            Entry(
                topic_id=self.entry.topic_id,
                done=done,
                sending_from=None if is_whole else self.entry.sending_from,
                ends=self._topic.ends(),
            ),
        )

"""Topics and offsets."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from kafka import IsolationLevel, KafkaAdminClient, OffsetAndMetadata, OffsetSpec, TopicPartition
from kafka.errors import (
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from osspulse.errors import Unavailable, WrongUsage
from osspulse.kafka.connection import (
    CONNECT_MS,
    MAX_RECORD_BYTES,
    Partition,
    connecting,
    kafka_errors_named,
    retry_what_passes,
)
from osspulse.settings import Settings

logger = logging.getLogger(__name__)

LANDING_GROUP = "osspulse-landing"
"""Its committed offsets say how far landing came; dashboards and the lag watcher read them."""


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """What tells a topic from another one that had the same name."""

    topic_id: str
    partitions: tuple[int, ...]


class Cluster:
    """Topics and offsets of the brokers; one client, kept until `close`."""

    def __init__(self, settings: Settings) -> None:
        """Connect; raises Unavailable when no broker answers within ten seconds."""
        self._settings = settings
        with connecting(settings) as connection:
            self._client = KafkaAdminClient(
                client_id="osspulse-cluster",
                request_timeout_ms=CONNECT_MS,
                **connection,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ensure_topics(self) -> None:
        """Create the topics of the settings that are missing; leave the others as they are."""
        settings = self._settings
        wanted = [
            *settings.event_topics,
            settings.kafka_topic_dead_letters,
            settings.kafka_topic_hook_health,
        ]
        with kafka_errors_named(settings):
            missing = sorted(set(wanted) - set(self._client.list_topics()))
            if not missing:
                return
            options = {
                "num_partitions": settings.kafka_partitions,
                "replication_factor": settings.kafka_replication_factor,
                "configs": {
                    "retention.ms": str(settings.kafka_retention_hours * 3_600_000),
                    "max.message.bytes": str(MAX_RECORD_BYTES),
                },
            }
            try:
                self._client.create_topics(dict.fromkeys(missing, options), wait_for_metadata=True)
            except TopicAlreadyExistsError:
                logger.info("topics were created by someone else meanwhile")
        logger.info("topics created", extra={"topics": ",".join(missing)})

    def topics(self, names: Sequence[str]) -> dict[str, TopicFacts]:
        """Id and partition numbers of each topic; raises WrongUsage when one does not exist."""
        with kafka_errors_named(self._settings):
            try:
                described = self._client.describe_topics(list(names))
            except UnknownTopicOrPartitionError:
                described = []
            except TopicAuthorizationFailedError:
                raise WrongUsage(
                    f"topics {', '.join(names)} may not be described with these settings; "
                    "allow their user to describe and read them"
                ) from None
        facts = {
            topic["name"]: TopicFacts(
                str(topic["topic_id"]),
                tuple(sorted(part["partition_index"] for part in topic["partitions"])),
            )
            for topic in described
            if topic["error_code"] == 0
        }
        for name in names:
            if name not in facts:
                raise WrongUsage(
                    f"topic {name} does not exist on {self._settings.kafka_bootstrap_servers}; "
                    "`osspulse up --only kafka` creates the topics of the settings"
                )
        return facts

    def partitions(self, names: Sequence[str]) -> list[Partition]:
        """Every partition of these topics; raises WrongUsage when one does not exist."""
        return partitions_of(self.topics(names))

    def start_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """The oldest offset that each partition still holds."""
        return self._offsets(partitions, OffsetSpec.EARLIEST)

    def end_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """The offset after the last committed record of each partition."""
        return self._offsets(partitions, OffsetSpec.LATEST)

    def offsets_at(self, partitions: Sequence[Partition], moment: datetime) -> dict[Partition, int]:
        """The first offset whose record is of this moment or later; the end where there is none."""
        found = self._offsets(partitions, int(moment.timestamp() * 1000))
        ends = self.end_offsets(partitions)
        return {
            part: ends[part] if found.get(part, -1) < 0 else min(found[part], ends[part])
            for part in partitions
        }

    def landed_offsets(self) -> dict[Partition, int]:
        """What landing last committed for its group; partitions it never landed are absent."""
        with kafka_errors_named(self._settings):
            list_offsets = retry_what_passes(self._client.list_group_offsets)
            offsets = list_offsets({LANDING_GROUP: None})[LANDING_GROUP]
        return {Partition(*part): found.offset for part, found in offsets.items()}

    def commit_landed_offsets(self, offsets: Mapping[Partition, int]) -> None:
        """Tell Kafka how far landing came. For dashboards and the watcher; landing never reads it."""
        with kafka_errors_named(self._settings):
            retry_what_passes(self._client.alter_group_offsets)(
                LANDING_GROUP,
                {
                    TopicPartition(*part): OffsetAndMetadata(offset)
                    for part, offset in offsets.items()
                },
            )

    def _offsets(
        self, partitions: Sequence[Partition], spec: OffsetSpec | int
    ) -> dict[Partition, int]:
        if not partitions:
            return {}
        with kafka_errors_named(self._settings):
            found = self._client.list_partition_offsets(
                {TopicPartition(*part): spec for part in partitions},
                isolation_level=IsolationLevel.READ_COMMITTED,
            )
        return {Partition(*part): place.offset for part, place in found.items()}


def partitions_of(topics: Mapping[str, TopicFacts]) -> list[Partition]:
    """Every partition of these topics."""
    return [
        Partition(name, number) for name, facts in topics.items() for number in facts.partitions
    ]


def ensure_topics(settings: Settings) -> None:
    """Create the topics of the settings that are missing."""
    with Cluster(settings) as cluster:
        cluster.ensure_topics()


def broker_reachable(settings: Settings) -> bool:
    """Whether a broker answers within ten seconds."""
    try:
        Cluster(settings).close()
    except Unavailable:
        return False
    return True

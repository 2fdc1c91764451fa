"""Several Kafka brokers, each behind a proxy that clients and the other brokers go through."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedded_broker import own_topics
from faulty_proxy import FaultyProxy
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError
from kafka.structs import TopicPartition
from tiny_children import wait_for

from osspulse.embedded.broker import HOST, broker_environment
from osspulse.embedded.jars import kafka_classpath
from osspulse.embedded.java import java_command
from osspulse.embedded.ports import choose_port
from osspulse.kafka import ensure_topics
from osspulse.settings import Settings

BROKERS = (1, 2, 3)
_CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg"
_JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m")
_PREFERRED = 0
_PATIENCE_SECONDS = 90
_PROPERTIES = """\
process.roles=broker,controller
node.id={node}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{proxy_port},CONTROLLER://{host}:{controller_port}
controller.listener.names=CONTROLLER
controller.quorum.voters={voters}
log.dirs={data}
auto.create.topics.enable=false
min.insync.replicas=2
offsets.topic.num.partitions=1
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
replica.lag.time.max.ms=3000
num.network.threads=2
num.io.threads=2
background.threads=2
log.cleaner.dedupe.buffer.size=16777216
"""


@dataclass(slots=True)
class Broker:
    node: int
    command: list[str]
    log: Path
    proxy: FaultyProxy
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=broker_environment(), stdout=log, stderr=log
            )

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)


@dataclass(slots=True)
class BrokerCluster:
    settings: Settings
    brokers: dict[int, Broker]
    topic: str = field(init=False)

    def __post_init__(self) -> None:
        self.topic = self.settings.kafka_topic_github

    def leader(self, partition: int = 0) -> int:
        """Who leads, -1 where nobody does."""
        return int(self._partitions()[partition]["leader_id"])

    def move_leader(self, partition: int = 0) -> None:
        """Make another broker the preferred leader, and have it elected."""
        part = self._partitions()[partition]
        others = [node for node in part["replica_nodes"] if node != part["leader_id"]]
        place = TopicPartition(self.topic, partition)
        wanted = {place: [*others, part["leader_id"]]}
        _ask(self.settings, lambda admin: admin.alter_partition_reassignments(wanted))

        def is_moved() -> bool:
            ours = {self.topic: [partition]}
            _ask(self.settings, lambda a: a.elect_leaders(_PREFERRED, ours, raise_errors=False))
            return bool(self.leader(partition) == others[0])

        wait_for(is_moved, seconds=_PATIENCE_SECONDS)

    def is_whole(self) -> bool:
        """Whether every replica of every partition follows."""
        return all(len(part["isr_nodes"]) == len(BROKERS) for part in self._partitions().values())

    def _partitions(self) -> dict[int, dict[str, Any]]:
        (topic,) = _ask(self.settings, lambda admin: admin.describe_topics([self.topic]))
        return {part["partition_index"]: part for part in topic["partitions"]}


@contextmanager
def a_broker_cluster(home: Path) -> Iterator[BrokerCluster]:
    """Three brokers that replicate the settings' topics three times, two of them always in step."""
    classpath = kafka_classpath(Settings.load(home=home))
    free: list[int] = []
    while len(free) < 2 * len(BROKERS):
        free.append(choose_port(HOST, usual=(), taken=frozenset(free)))
    ports = dict(zip(BROKERS, free, strict=False))
    controllers = dict(zip(BROKERS, free[len(BROKERS) :], strict=True))
    voters = ",".join(f"{node}@{HOST}:{port}" for node, port in controllers.items())
    with ExitStack() as ending:
        brokers = {}
        for node in BROKERS:
            proxy = ending.enter_context(FaultyProxy(ports[node]))
            folder = home / f"broker-{node}"
            folder.mkdir(parents=True)
            (folder / "server.properties").write_text(
                _PROPERTIES.format(
                    node=node,
                    host=HOST,
                    port=ports[node],
                    controller_port=controllers[node],
                    proxy_port=proxy.port,
                    voters=voters,
                    data=folder / "data",
                )
            )
            java = java_command(classpath, *_JVM)
            tool = [*java, "kafka.tools.StorageTool", "format", "-t", _CLUSTER_ID, "-c"]
            subprocess.run(
                [*tool, str(folder / "server.properties")],
                env=broker_environment(),
                check=True,
                capture_output=True,
            )
            command = [*java, "kafka.Kafka", str(folder / "server.properties")]
            brokers[node] = Broker(node, command, folder / "log", proxy)
            brokers[node].start()
            ending.callback(brokers[node].kill)
        addresses = ",".join(f"{HOST}:{broker.proxy.port}" for broker in brokers.values())
        cluster = BrokerCluster(
            own_topics(
                Settings(kafka_bootstrap_servers=addresses), home=home, kafka_replication_factor=3
            ),
            brokers,
        )
        wait_for(lambda: _have_joined(cluster.settings), seconds=_PATIENCE_SECONDS)
        ensure_topics(cluster.settings)
        yield cluster


def _have_joined(settings: Settings) -> bool:
    brokers = _ask(settings, lambda admin: admin.describe_cluster()["brokers"])
    return len(brokers) == len(BROKERS)


def _ask(settings: Settings, question: Callable[[KafkaAdminClient], Any]) -> Any:
    """What the brokers answer, as soon as any of them does."""
    answers: list[Any] = []

    def is_answered() -> bool:
        with suppress(KafkaError):
            admin = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers.split(","))
            try:
                answers.append(question(admin))
            finally:
                admin.close()
        return bool(answers)

    wait_for(is_answered, seconds=_PATIENCE_SECONDS)
    return answers[0]

"""Apache Kafka as one KRaft node on the loopback interface."""

import base64
import shutil
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from osspulse.embedded.jars import Step, kafka_classpath
from osspulse.embedded.java import java_command, java_environment
from osspulse.embedded.processes import inherited_environment
from osspulse.errors import Unavailable
from osspulse.settings import Settings

HOST = "127.0.0.1"

# The first two take a third off the start; the last bounds what a small machine has to give.
_JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m")
_FORMAT_SECONDS = 120

_SERVER_PROPERTIES = """\
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
controller.listener.names=CONTROLLER
# A dynamic quorum keeps the controller's port in its log and waits for ever where that port was:
# after kill -9 the next start may have to take another one.
controller.quorum.voters=1@{host}:{controller_port}
log.dirs={data}
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
message.max.bytes={max_record_bytes}
replica.fetch.max.bytes={max_record_bytes}
# A broker that was killed may come back when its session is over: sooner than the usual 9 s.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=1000
# One machine, few clients: fewer threads, and no 128 MB for the cleaner.
num.network.threads=2
num.io.threads=4
background.threads=2
log.cleaner.dedupe.buffer.size=16777216
"""

_LOG4J_PROPERTIES = """\
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d{yyyy-MM-dd'T'HH:mm:ss.SSS}{UTC}Z %p %c %m%n
rootLogger.level=WARN
rootLogger.appenderRef.console.ref=console
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=INFO
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerFolder:
    """Where the broker keeps its configuration and its log."""

    root: Path

    @property
    def data(self) -> Path:
        """The topics' records."""
        return self.root / "data"

    @property
    def server_properties(self) -> Path:
        """The broker's configuration, written at each start."""
        return self.root / "server.properties"

    @property
    def log4j_properties(self) -> Path:
        """What the broker logs."""
        return self.root / "log4j2.properties"


def broker_command(
    settings: Settings, *, port: int, controller_port: int, on_step: Step | None = None
) -> list[str]:
    """The command that runs the broker, its storage formatted; fetches Kafka where it is not there.

    Raises Unavailable when Kafka cannot be fetched or its storage cannot be formatted.
    """
    from osspulse.kafka import MAX_RECORD_BYTES

    classpath = kafka_classpath(settings, on_step=on_step)
    folder = BrokerFolder(root=settings.home / "kafka")
    folder.root.mkdir(parents=True, exist_ok=True)
    folder.log4j_properties.write_text(_LOG4J_PROPERTIES, encoding="utf-8")
    folder.server_properties.write_text(
        _SERVER_PROPERTIES.format(
            host=HOST,
            port=port,
            controller_port=controller_port,
            data=folder.data,
            max_record_bytes=MAX_RECORD_BYTES,
        ),
        encoding="utf-8",
    )
    logging = f"-Dlog4j2.configurationFile={folder.log4j_properties}"
    java = java_command(classpath, *_JVM, logging)
    if not (folder.data / "meta.properties").exists():
        _format(java, folder=folder)
    return [*java, "kafka.Kafka", str(folder.server_properties)]


def broker_environment() -> dict[str, str]:
    """The environment the broker runs in."""
    return java_environment(inherited_environment())


def _format(java: list[str], *, folder: BrokerFolder) -> None:
    """Make new storage. Without `meta.properties` no broker ever ran on what may be left there."""
    shutil.rmtree(folder.data, ignore_errors=True)
    tool = [*java, "kafka.tools.StorageTool", "format"]
    command = [*tool, "-t", _cluster_id(), "-c", str(folder.server_properties)]
    done = subprocess.run(
        command,
        env=broker_environment(),
        cwd=folder.root,
        capture_output=True,
        text=True,
        timeout=_FORMAT_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        reason = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise Unavailable(
            f"Kafka's storage {folder.data} cannot be formatted: {reason[-1]}; "
            "make room there, or choose another OSSPULSE_HOME"
        )


def _cluster_id() -> str:
    """A random id as Kafka makes them: never with a dash at its front, where it reads as an option."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not text.startswith("-"):
            return text

"""One real broker for the whole test run, also where several workers share it.

`kafka_settings` is what a test asks for: settings with a home of its own and topics of its own on
that broker, the topics created. `embedded_broker` is the broker's settings without them.
"""

import shutil
import tempfile
import uuid
from pathlib import Path
from typing import Any

import pytest

from osspulse.embedded import down, up
from osspulse.kafka import ensure_topics
from osspulse.settings import Settings

_HOME = pytest.StashKey[Path]()
_PASSED_ON = "embedded_broker_home"


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", None)
    home = worker[_PASSED_ON] if worker else tempfile.mkdtemp(prefix="osspulse-broker-")
    config.stash[_HOME] = Path(home)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the shared broker lives."""
    node.workerinput[_PASSED_ON] = str(node.config.stash[_HOME])


def pytest_unconfigure(config: pytest.Config) -> None:
    """The main process ends the broker when every worker has ended."""
    if hasattr(config, "workerinput") or _HOME not in config.stash:
        return
    home = config.stash[_HOME]
    if (home / "stack.json").exists():
        down(Settings(home=home))
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def embedded_broker(request: pytest.FixtureRequest) -> Settings:
    """The settings of the shared broker, which runs."""
    home = request.config.stash[_HOME]
    return up(Settings.load(home=home), parts=["kafka"]).settings


@pytest.fixture
def kafka_settings(embedded_broker: Settings, tmp_path: Path) -> Settings:
    """Settings for one test: a home of its own, and topics of its own that exist."""
    settings = own_topics(embedded_broker, home=tmp_path / "home")
    ensure_topics(settings)
    return settings


def own_topics(broker: Settings, *, home: Path, **overrides: Any) -> Settings:
    """Settings with topics that nobody else uses; they are not created yet."""
    run = uuid.uuid4().hex[:12]
    topics = {
        f"kafka_topic_{kind}": f"test.{run}.{kind}"
        for kind in ("github", "gitee", "backfill", "dead_letters", "hook_health")
    }
    return Settings.load(
        home=home,
        kafka_bootstrap_servers=broker.kafka_bootstrap_servers,
        **(topics | {"kafka_partitions": 2} | overrides),
    )

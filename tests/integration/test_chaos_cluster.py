"""P12: three brokers behind proxies that cut, slice and drop; leaders die and move; nothing is lost."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from broker_cluster import BrokerCluster, a_broker_cluster
from chaos import Lander, Load
from landing_ledger import CLEAN
from tiny_children import wait_for

from osspulse.landing import land_new_events

_SLICE_BYTES = 700
_LIMIT_BYTES = 20_000
_WHOLE_SECONDS = 120


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[BrokerCluster]:
    with a_broker_cluster(tmp_path / "home") as cluster:
        yield cluster


@pytest.mark.parametrize(
    "rounds", [1, pytest.param(12, marks=[pytest.mark.slow, pytest.mark.timeout(2400)])]
)
def test_p12_faulty_connections_and_moving_leaders_lose_and_double_nothing(
    rounds: int, cluster: BrokerCluster, chaos_seed: int
) -> None:
    rng = Random(chaos_seed)
    faults = [reset_peers, slice_everything, limit_data, move_leader, kill_leader]
    with (
        Load(cluster.settings, per_second=400, poison_every=97) as load,
        Lander(cluster.settings) as lander,
    ):
        for _ in range(rounds):
            for fault in rng.sample(faults, k=len(faults)):
                time.sleep(rng.uniform(0.2, 1))
                fault(cluster, rng)
                sys.stdout.write(f"{fault.__name__}: {len(load.acknowledged)} acknowledged\n")
                goes_on(load)
    land_new_events(cluster.settings)

    assert load.audit() == CLEAN
    assert lander.landed > 0


def goes_on(load: Load) -> None:
    before = len(load.acknowledged)
    wait_for(lambda: len(load.acknowledged) > before, seconds=60)


def reset_peers(cluster: BrokerCluster, rng: Random) -> None:
    for _ in range(rng.randrange(2, 6)):
        rng.choice([*cluster.brokers.values()]).proxy.reset()
        time.sleep(rng.uniform(0, 0.5))


def slice_everything(cluster: BrokerCluster, rng: Random) -> None:
    for broker in cluster.brokers.values():
        broker.proxy.slice_bytes = rng.randrange(1, _SLICE_BYTES)
    time.sleep(rng.uniform(0.5, 3))
    heal(cluster)


def limit_data(cluster: BrokerCluster, rng: Random) -> None:
    for broker in cluster.brokers.values():
        broker.proxy.limit_bytes = rng.randrange(1, _LIMIT_BYTES)
    time.sleep(rng.uniform(0.5, 3))
    heal(cluster)


def move_leader(cluster: BrokerCluster, _rng: Random) -> None:
    cluster.move_leader()


def kill_leader(cluster: BrokerCluster, rng: Random) -> None:
    wait_for(lambda: cluster.leader() > 0, seconds=_WHOLE_SECONDS)
    broker = cluster.brokers[cluster.leader()]
    broker.kill()
    time.sleep(rng.uniform(0, 2))
    broker.start()
    wait_for(cluster.is_whole, seconds=_WHOLE_SECONDS)


def heal(cluster: BrokerCluster) -> None:
    for broker in cluster.brokers.values():
        broker.proxy.heal()

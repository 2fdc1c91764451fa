"""How fast landing is beside the bare client, how much memory it takes, and how much it stores.

Its yardstick reads the same topic with kafka-python and does nothing with the records; both are
measured in turns, so that whatever else the machine does hits both.
"""

import gzip
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from embedded_stack import a_stack
from landing_backlog import bare_rate, bodies_of, send_all

from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

STORED_BEFORE = 10_000_000
ARCHIVE = Path(__file__).parents[2] / "shared" / "data" / "gharchive"
"""Real hours, where they are; they are not part of the project."""

_RATE = """
    select landed_count / epoch(finished_at - started_at)
    from raw.landing_runs order by started_at desc limit 1
"""
_FILL = """
    insert into raw.events
    select 'github', 'issues', 'stored-' || range, timestamptz '2026-01-01 00:00Z',
        timestamptz '2026-01-01 00:00Z', 'events.of.before', range % 3, range // 3,
        'application/json', sha256(range::varchar), '{"number":' || range || '}'
    from range(?)
"""


@dataclass(frozen=True, slots=True)
class Rates:
    """Events per second of each turn, for one size of body."""

    body_bytes: int
    bare: list[float]
    landing: list[float]

    @property
    def ratio(self) -> float:
        """Landing's median rate as a share of the yardstick's."""
        return statistics.median(self.landing) / statistics.median(self.bare)

    def rows(self) -> list[tuple[str, str, str]]:
        """What was measured, and what is wanted of it."""
        size = f"{self.body_bytes:,} bytes"
        return [
            (f"{size}, bare client, events/s", f"{statistics.median(self.bare):,.0f}", ""),
            (f"{size}, landing, events/s", f"{statistics.median(self.landing):,.0f}", ""),
            (f"{size}, landing / bare client", f"{self.ratio:.0%}", "≥ 60%"),
        ]


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured; `stored_share` is None where there are no real hours."""

    rates: list[Rates]
    onto_many: list[float]
    resident_megabytes: float
    nothing_to_do_seconds: float
    stored_share: float | None

    def rows(self) -> list[tuple[str, str, str]]:
        """What was measured, and what is wanted of it."""
        onto_many = statistics.median(self.onto_many) / statistics.median(self.rates[0].landing)
        share = "no real hours here" if self.stored_share is None else f"{self.stored_share:.3f}"
        return [
            *(row for one in self.rates for row in one.rows()),
            (f"with {STORED_BEFORE:,} rows stored / with none", f"{onto_many:.0%}", "≥ 90%"),
            ("resident at most, MB", f"{self.resident_megabytes:.0f}", "≤ 800"),
            ("`osspulse land` with nothing to do, s", f"{self.nothing_to_do_seconds:.1f}", "≤ 2"),
            ("bytes stored per byte received, real hours", share, "≤ 0.2"),
        ]


def measure(home: Path, *, events: int, turns: int, say: Callable[[str], None]) -> Found:
    """`events` of 2 kB in the log, a quarter of it of 8 kB; both in turns with the bare client."""
    with a_stack(home, parts=("kafka",)) as (settings, _):
        rates = []
        resident = 0.0
        onto_many: list[float] = []
        for body_bytes, count, topic in (
            (2_000, events, settings.kafka_topic_github),
            (8_000, events // 4, settings.kafka_topic_gitee),
        ):
            say(f"sending {count:,} events of {body_bytes:,} bytes")
            send_all(settings, topic, bodies_of(body_bytes, count=count))
            one = Rates(body_bytes, [], [])
            for turn in range(turns):
                one.bare.append(bare_rate(settings, topic))
                rate, megabytes = _land(_fresh(settings, topic))
                one.landing.append(rate)
                resident = max(resident, megabytes)
                say(f"turn {turn + 1}: bare {one.bare[-1]:,.0f}/s, landing {rate:,.0f}/s")
            rates.append(one)
        many = _prepared(_fresh(settings, settings.kafka_topic_github))
        for _ in range(turns):
            rate, _megabytes = _land(many)
            onto_many.append(rate)
            say(f"onto {STORED_BEFORE:,} rows: {rate:,.0f}/s")
            with open_warehouse(many.warehouse_file) as connection:
                connection.execute("delete from raw.positions")
        return Found(
            rates, onto_many, resident, _nothing_to_do(settings), _stored_share(settings, say)
        )


def _fresh(settings: Settings, topic: str) -> Settings:
    """Settings with no warehouse yet, and no other topic with anything in it."""
    warehouse = settings.home / "measured.duckdb"
    for file in warehouse.parent.glob(f"{warehouse.name}*"):
        file.unlink()
    names = ("kafka_topic_github", "kafka_topic_gitee", "kafka_topic_backfill")
    others = iter((settings.kafka_topic_dead_letters, settings.kafka_topic_hook_health))
    told = {name: topic if getattr(settings, name) == topic else next(others) for name in names}
    return settings.model_copy(update={"warehouse": warehouse, **told})


def _land(settings: Settings) -> tuple[float, float]:
    """Events per second from the first look at the log to the last commit, and the peak in MB."""
    process = _osspulse_land(settings)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"`osspulse land` ended with {process.returncode}")
    with open_warehouse(settings.warehouse_file) as connection:
        ((rate,),) = connection.execute(_RATE).fetchall()
    return float(rate), used.ru_maxrss / 1024


def _osspulse_land(settings: Settings) -> subprocess.Popen[bytes]:
    topics = [name for name in type(settings).model_fields if name.startswith("kafka_topic_")]
    names = ("home", "warehouse", "kafka_bootstrap_servers", *topics)
    told = {f"OSSPULSE_{name.upper()}": str(getattr(settings, name)) for name in names}
    return subprocess.Popen(
        [Path(sys.executable).with_name("osspulse"), "land", "--json"],
        env=os.environ | told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _prepared(settings: Settings) -> Settings:
    with open_warehouse(settings.warehouse_file) as connection:
        connection.execute(_FILL, [STORED_BEFORE])
    return settings


def _nothing_to_do(settings: Settings) -> float:
    """Seconds of the whole command, from start to end."""
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        _osspulse_land(
            settings.model_copy(update={"warehouse": settings.home / "idle.duckdb"})
        ).wait()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def _stored_share(settings: Settings, say: Callable[[str], None]) -> float | None:
    """Bytes of the warehouse's file for each byte of body, over whole hours of GH Archive."""
    hours = sorted(ARCHIVE.glob("2015*.json.gz"))
    if not hours:
        return None
    say(f"landing {len(hours)} real hours")
    topic = settings.kafka_topic_backfill
    received = send_all(settings, topic, _lines(hours))
    told = _fresh(settings, topic)
    _land(told)
    stored_bytes = told.warehouse_file.stat().st_size
    return stored_bytes / received


def _lines(hours: list[Path]) -> Iterator[bytes]:
    for hour in hours:
        with gzip.open(hour) as lines:
            yield from (line.rstrip(b"\n") for line in lines)

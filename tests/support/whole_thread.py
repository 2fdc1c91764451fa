"""The flow on real Kafka, DuckDB, dbt and Great Expectations, without Airflow, in a home of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from osspulse.kafka import Producer
from osspulse.pipeline import PipelineRun, run_pipeline
from osspulse.settings import Settings


@contextmanager
def silent(_step: str) -> Iterator[Any]:
    """Progress that nobody hears."""
    yield lambda _done, _total: None


def run(settings: Settings, *, as_of: date) -> PipelineRun:
    """Land, build, validate, publish and report once."""
    return run_pipeline(settings, as_of=as_of, progress=silent)


@contextmanager
def a_producer(settings: Settings) -> Iterator[Producer]:
    """A producer that is closed in the end."""
    producer = Producer(settings)
    producer.learn([settings.kafka_topic_github, settings.kafka_topic_gitee])
    try:
        yield producer
    finally:
        producer.close()


def rows(file: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What a closed DuckDB file answers."""
    with duckdb.connect(str(file.resolve()), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(sql, list(values)).fetchall()

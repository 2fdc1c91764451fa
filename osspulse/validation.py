"""Run the suites of `expectations/` on a file of marts: the gate before publishing.

`python -m osspulse.validation` waits for one question on standard input; `osspulse.gate` asks it.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
from duckdb_engine import Dialect
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent import SQLDatasource
from sqlalchemy.dialects import registry

from expectations import SUITES, Situation
from osspulse.gate import Check, GateResult, unanswered
from osspulse.logs import log_to_standard_error

logger = logging.getLogger(__name__)

Suites = Mapping[str, Callable[[Situation], gx.ExpectationSuite]]


class ReadOnlyDialect(Dialect):
    """DuckDB without transactions, which a read-only file does not need.

    Great Expectations reads a result after its connection went back to the pool, whose roll-back
    discards what DuckDB has not streamed yet: every expectation would fail. Batches in pandas work
    too, but hold each mart in memory and take ten times as long (1.9 s against 0.2 s for 14
    expectations over a million rows).
    """

    supports_statement_cache = False

    def do_begin(self, _connection: Any) -> None:
        """Nothing to begin."""

    def do_rollback(self, _connection: Any) -> None:
        """Nothing to roll back."""

    def do_commit(self, _connection: Any) -> None:
        """Nothing to commit."""


registry.register("duckdb.readonly", __name__, ReadOnlyDialect.__name__)


def validate(path: Path, *, previous: Path | None = None, suites: Suites = SUITES) -> GateResult:
    """What the gate says about the marts in `path`, a closed file with its `quality.publication`.

    `previous` is the publication that is being replaced; row counts must not jump below its own.
    """
    try:
        facts = _read_facts(path, suites)
    except duckdb.Error as error:
        return GateResult(
            (unanswered("file", rule="can_be_read", observed=str(error).partition("\n")[0]),)
        )
    if facts.as_of is None:
        return GateResult(
            (unanswered("quality.publication", rule="has_as_of_date", observed="none"),)
        )
    situation = Situation(
        as_of=facts.as_of, previous_rows=_previous_rows(previous, suites, as_of=facts.as_of)
    )
    checks: list[Check] = []
    with _opened(path) as source:
        for table, suite in suites.items():
            if table in facts.rows:
                checks += _check_table(source, table, suite(situation))
            else:
                checks.append(unanswered(table, rule="exists", observed="no such table"))
    return GateResult(tuple(checks))


@dataclass(frozen=True, slots=True)
class _Facts:
    as_of: date | None
    rows: dict[str, int]


def _read_facts(path: Path, tables: Iterable[str]) -> _Facts:
    with duckdb.connect(str(path), read_only=True) as connection:
        present = {
            f"{schema}.{table}"
            for schema, table in connection.execute(
                "select schema_name, table_name from duckdb_tables()"
            ).fetchall()
        }
        rows = {
            table: int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])  # noqa: S608
            for table in tables
            if table in present
        }
        as_of = (
            connection.execute("select max(as_of_date) from quality.publication").fetchall()[0][0]
            if "quality.publication" in present
            else None
        )
    return _Facts(as_of=as_of, rows=rows)


def _previous_rows(path: Path | None, tables: Iterable[str], *, as_of: date) -> dict[str, int]:
    if path is None or not path.exists():
        return {}
    try:
        facts = _read_facts(path, tables)
    except duckdb.Error:
        logger.warning("previous publication cannot be read", extra={"path": path})
        return {}
    return facts.rows if facts.as_of is not None and facts.as_of <= as_of else {}


@contextmanager
def _opened(path: Path) -> Iterator[SQLDatasource]:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    # The path goes past the connection string, in which a `$`, `%` or `?` would mean something.
    connect: dict[str, Any] = {
        "kwargs": {"connect_args": {"database": str(path), "read_only": True}}
    }
    source = context.data_sources.add_sql(
        "marts", connection_string="duckdb+readonly://", **connect
    )
    try:
        yield source
    finally:
        source.get_engine().dispose()
        source.get_execution_engine().engine.dispose()


def _check_table(source: SQLDatasource, table: str, suite: gx.ExpectationSuite) -> list[Check]:
    if not suite.expectations:
        return [unanswered(table, rule="suite_is_not_empty", observed="0 expectations")]
    try:
        asset = source.add_query_asset(table, query=f"select * from {table}")  # noqa: S608
        batch = asset.add_batch_definition_whole_table("whole").get_batch()
        checks = list(_checks(table, batch.validate(suite).results))
    except Exception as error:
        logger.warning("suite raised", exc_info=error, extra={"table": table})
        return [unanswered(table, rule="can_be_checked", observed=type(error).__name__)]
    asked = [str((expectation.meta or {})["rule"]) for expectation in suite.expectations]
    if sorted(check.rule for check in checks) != sorted(asked):
        observed = f"{len(checks)} of {len(asked)} answered"
        return [*checks, unanswered(table, rule="every_expectation_answers", observed=observed)]
    return sorted(checks, key=lambda check: asked.index(check.rule))


def _checks(table: str, results: list[ExpectationValidationResult]) -> Iterator[Check]:
    for result in results:
        asked = result.expectation_config
        if asked is None or asked.meta is None:
            continue  # an answer to no question; the caller counts the answers
        yield Check(
            suite=table,
            rule=asked.meta["rule"],
            severity=str(asked.severity.value),
            passed=bool(result.success) and not _raised(result.exception_info),
            observed=_observed(result, asked.kwargs),
            expected=_expected(asked.kwargs),
            notes=str(asked.notes),
        )


def _raised(exception_info: Mapping[str, Any] | None) -> bool:
    """Whether the expectation could not be evaluated; the facts come flat or by metric."""
    if not exception_info:
        return False
    if "raised_exception" in exception_info:
        return bool(exception_info["raised_exception"])
    return any(_raised(info) for info in exception_info.values())


def _observed(result: ExpectationValidationResult, arguments: Mapping[str, Any]) -> str:
    if _raised(result.exception_info):
        return "an error"
    facts = result.result or {}
    if "unexpected_count" in facts:
        return f"{facts['unexpected_count']} of {facts['element_count']} rows"
    if "unexpected_rows_query" in arguments:
        count = facts["observed_value"]
        return "1 row" if count == 1 else f"{count} rows"
    return str(facts.get("observed_value"))


def _expected(arguments: Mapping[str, Any]) -> str:
    if "unexpected_rows_query" in arguments:
        return "0 rows"
    told = {name: _told(value) for name, value in arguments.items() if name != "batch_id"}
    return ", ".join(f"{name}={value}" for name, value in told.items())


def _told(value: Any) -> str:
    return "/".join(map(str, value)) if isinstance(value, list) else str(value)


def _main() -> None:
    question = sys.stdin.read()
    if question:
        asked = json.loads(question)
        previous = Path(asked["previous"]) if asked["previous"] else None
        with redirect_stdout(sys.stderr):
            result = validate(Path(asked["path"]), previous=previous)
        sys.stdout.write(result.as_json())
        sys.stdout.flush()
    # DuckDB complains at length when an interpreter ends that SQLAlchemy was loaded into.
    os._exit(0)


if __name__ == "__main__":
    log_to_standard_error()
    logging.disable(logging.INFO)  # some of the library's loggers set a level of their own
    _main()

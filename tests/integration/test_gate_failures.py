"""A gate that cannot answer refuses."""

import socket
import sys
from pathlib import Path

import duckdb
import great_expectations.expectations as gxe
import pytest
from gate_marts_builder import write_marts
from great_expectations import ExpectationSuite
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations import Situation
from osspulse.gate import GateResult, waiting_gate
from osspulse.validation import validate


def _empty(_situation: Situation) -> ExpectationSuite:
    return ExpectationSuite(name="people")


def _twin(_situation: Situation) -> ExpectationSuite:
    return ExpectationSuite(
        name="people",
        expectations=[
            gxe.ExpectColumnToExist(
                column="person_id",
                severity=FailureSeverity.WARNING,
                notes="n",
                meta={"rule": "exists"},
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="nowhere",
                value_set=[1],
                severity=FailureSeverity.WARNING,
                notes="n",
                meta={"rule": "is_one"},
            ),
        ],
    )


def _raising(_situation: Situation) -> ExpectationSuite:
    return ExpectationSuite(
        name="people",
        expectations=[
            gxe.UnexpectedRowsExpectation(
                unexpected_rows_query="select from nothing {batch} where",
                severity=FailureSeverity.CRITICAL,
                notes="n",
                meta={"rule": "broken"},
            )
        ],
    )


@pytest.fixture
def marts(tmp_path: Path) -> Path:
    return write_marts(tmp_path / "marts.duckdb")


def test_an_empty_suite_is_a_refusal(marts: Path) -> None:
    result = validate(marts, suites={"core.dim_people": _empty})

    assert [(c.suite, c.rule) for c in result.refusals] == [
        ("core.dim_people", "suite_is_not_empty")
    ]


def test_no_suite_at_all_is_a_refusal(marts: Path) -> None:
    assert not validate(marts, suites={}).passed


def test_an_expectation_that_raises_has_failed(marts: Path) -> None:
    result = validate(marts, suites={"core.dim_people": _raising})

    assert [(c.rule, c.observed) for c in result.refusals] == [("broken", "an error")]


def test_a_column_that_is_missing_fails_its_expectation(marts: Path) -> None:
    result = validate(marts, suites={"core.dim_people": _twin})

    assert [(c.rule, c.observed) for c in result.warnings] == [("is_one", "an error")]


def test_answers_that_are_missing_are_a_refusal(
    marts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osspulse.validation._checks", lambda _table, _results: iter(()))

    result = validate(marts, suites={"core.dim_people": _twin})

    assert [(c.rule, c.observed) for c in result.refusals] == [
        ("every_expectation_answers", "0 of 2 answered")
    ]


def test_a_library_that_raises_is_a_refusal(marts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("osspulse.validation._checks", fail)

    result = validate(marts, suites={"core.dim_people": _twin})

    assert [(c.rule, c.observed) for c in result.refusals] == [("can_be_checked", "RuntimeError")]


def test_a_file_that_is_no_database_is_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "marts.duckdb"
    path.write_bytes(b"not a database" * 999)

    assert [(c.suite, c.rule) for c in validate(path).refusals] == [("file", "can_be_read")]


def test_a_previous_publication_that_cannot_be_read_stops_nothing(
    marts: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    previous = tmp_path / "previous.duckdb"
    previous.write_bytes(b"not a database" * 999)

    assert validate(marts, previous=previous).passed
    assert "previous publication cannot be read" in caplog.messages


def test_the_gate_leaves_the_file_closed(marts: Path) -> None:
    validate(marts)

    with duckdb.connect(str(marts)) as connection:  # only one that is closed opens for writing
        connection.execute("update quality.publication set gate_results = '[1]'")


def test_the_gate_asks_nobody_on_the_network(marts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: asked.append(args))
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: asked.append(address))

    validate(marts)

    assert asked == []


def test_a_gate_of_its_own_process_says_the_same(marts: Path) -> None:
    with waiting_gate() as opened:
        result = opened.ask(marts, previous=None)

    assert result == validate(marts)


def test_a_gate_whose_process_dies_refuses(marts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with waiting_gate() as opened:
        result = opened.ask(marts, previous=None)

    assert [(check.suite, check.rule, check.observed) for check in result.refusals] == [
        ("gate", "answers", "the gate's process ended with status 1")
    ]


def test_a_result_without_checks_does_not_pass() -> None:
    assert not GateResult(()).passed

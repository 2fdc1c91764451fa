"""Analysts ask the published marts, and reach nothing beyond them."""

import csv
import io
import json
from pathlib import Path

import pytest
from command_line import osspulse
from published_marts_builder import write_published_marts

SQL = "select 'a,b' as name, 1 / 0 as ratio, date '2026-06-05' as day"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "published").mkdir()
    write_published_marts(home / "published" / "marts.duckdb")
    return home


def test_csv_is_what_spreadsheets_read(home: Path) -> None:
    said = osspulse("query", SQL, "--format", "csv", home=home)

    assert list(csv.reader(io.StringIO(said.output))) == [
        ["name", "ratio", "day"],
        ["a,b", "inf", "2026-06-05"],
    ]


def test_json_holds_no_number_that_json_has_not(home: Path) -> None:
    said = osspulse("query", SQL, "--format", "json", home=home)

    assert json.loads(said.output, parse_constant=pytest.fail) == [
        {"name": "a,b", "ratio": None, "day": "2026-06-05"}
    ]


def test_sql_may_begin_with_a_comment(home: Path) -> None:
    said = osspulse("query", "-- What = it\nselect 1 as one", "--format", "csv", home=home)

    assert (said.status, said.output.split()) == (0, ["one", "1"])


def test_a_query_writes_no_file(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.parquet"
    said = osspulse("query", f"copy (select 1) to '{file}'", home=home)
    assert said.status == 2
    assert "file system operations are disabled" in said.error
    assert not file.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "drop table core.fct_issues",
        "select * from read_csv('/etc/passwd')",
        "attach '/tmp/other.duckdb'",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_nothing_can_be_changed_and_no_other_file_be_read(sql: str, home: Path) -> None:
    said = osspulse("query", sql, home=home)

    assert said.status == 2
    assert said.output == ""
    assert said.error.startswith("osspulse: query: ")


def test_a_report_of_a_kept_day_is_written_and_one_of_another_day_is_not(
    home: Path, tmp_path: Path
) -> None:
    write_published_marts(home / "published" / "marts-kept.duckdb")

    kept = osspulse("report", "--as-of", "2026-06-05", "--out", str(tmp_path), home=home)
    other = osspulse("report", "--as-of", "1999-01-01", "--out", str(tmp_path), home=home)

    assert kept.output == f"{tmp_path}/index.html\n"
    assert (tmp_path / "2026-06-05" / "zh" / "index.html").is_file()
    assert other.status == 2
    assert "keeps no publication of 1999-01-01; `osspulse run --as-of" in other.error

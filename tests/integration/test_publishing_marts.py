from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from gate_in_process import gate_here
from gate_marts_builder import AS_OF, change_warehouse, write_warehouse

from osspulse.errors import GateRefused, Unavailable, WrongUsage
from osspulse.publication_check import see_as_reader
from osspulse.publishing import Published, publish_marts, validate_marts
from osspulse.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path)
    write_warehouse(settings.warehouse_file)
    return settings


def _publish(settings: Settings, run_id: str, as_of: date = AS_OF) -> Published:
    return publish_marts(settings, run_id=run_id, as_of=as_of, opened_gate=gate_here)


def _read(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.published_file.resolve()), read_only=True) as connection:
        return connection.execute(query).fetchall()


def _names(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.published_folder.iterdir())


def test_published_marts_are_what_the_warehouse_holds(settings: Settings) -> None:
    published = publish_marts(settings, run_id="run-1", as_of=AS_OF)  # the gate's own process

    assert published.path == settings.published_folder / "marts-run-1.duckdb"
    assert settings.published_file.resolve() == published.path.resolve()
    assert _read(settings, "select count(*) from core.fct_activities") == [(8,)]
    assert _names(settings) == ["marts-run-1.duckdb", "marts.duckdb", "marts.duckdb.lock"]


def test_a_publication_says_what_it_is(settings: Settings) -> None:
    _publish(settings, "run 1/+ü")

    ((run_id, published_at, as_of, version, positions, is_simulated),) = _read(
        settings,
        "select run_id, published_at, as_of_date, osspulse_version, input_positions, is_simulated"
        " from quality.publication",
    )

    assert (run_id, as_of, version, is_simulated) == ("run 1/+ü", AS_OF, "0.1.0", False)
    assert isinstance(published_at, datetime)
    assert positions == '[{"topic": "osspulse.events.github", "partition": 0, "next_offset": 12}]'
    assert settings.published_file.resolve().name == "marts-run-1-.duckdb"


def test_a_publication_holds_what_the_gate_said(settings: Settings) -> None:
    change_warehouse(settings.warehouse_file, "insert into quality.gaps (topic) values ('t')")
    published = _publish(settings, "run-1")

    failed = _read(
        settings,
        """
        select checks.suite, checks.rule, checks.severity, checks.observed
        from (
            select unnest(from_json(gate_results,
                '[{"suite": "VARCHAR", "rule": "VARCHAR", "severity": "VARCHAR",
                   "observed": "VARCHAR", "passed": "BOOLEAN"}]')) as checks
            from quality.publication
        ) as unnested
        where not checks.passed
        """,
    )

    assert failed == [("quality.gaps", "history_is_whole", "warning", "1")]
    assert published.warning_count == 1


def test_comments_and_views_come_along_and_views_read_without_the_warehouse(
    settings: Settings,
) -> None:
    change_warehouse(
        settings.warehouse_file,
        "create schema staging",
        "create table staging.numbers as select 7 as number",
        "create view community_health.rpt_numbers as select number from staging.numbers",
        "comment on view community_health.rpt_numbers is 'A row per number; it''s wide.'",
        "comment on column community_health.rpt_numbers.number is 'The number.'",
        "comment on column core.dim_people.person_id is 'Who.'",
    )
    _publish(settings, "run-1")

    assert _read(settings, "from community_health.rpt_numbers") == [(7,)]
    assert _read(
        settings,
        "select table_name, comment from duckdb_tables() where comment is not null order by all",
    ) == [
        ("publication", "One row: what this file is."),
        ("rpt_numbers", "A row per number; it's wide."),
    ]
    comments = _read(
        settings, "select column_name, comment from duckdb_columns() where comment is not null"
    )
    assert {("number", "The number."), ("person_id", "Who.")} <= set(comments)


def test_only_what_people_read_is_published(settings: Settings) -> None:
    _publish(settings, "run-1")

    schemas = _read(settings, "select distinct schema_name from duckdb_tables() order by all")
    assert schemas == [("community_health",), ("core",), ("quality",)]


def test_an_older_tool_can_open_it(settings: Settings) -> None:
    assert see_as_reader(_publish(settings, "run-1").path).storage_version == "v1.5.0+"


def test_the_same_marts_make_the_same_rows_in_the_same_order(settings: Settings) -> None:
    _publish(settings, "run-1")
    before = _read(settings, "from core.fct_activities")
    change_warehouse(
        settings.warehouse_file,
        "create or replace table core.fct_activities as from core.fct_activities order by random()",
    )
    _publish(settings, "run-2")

    assert _read(settings, "from core.fct_activities") == before


def test_a_repository_of_the_simulator_marks_the_publication(settings: Settings) -> None:
    change_warehouse(
        settings.warehouse_file,
        "update core.dim_repositories set owner_name = 'simulated-kite',"
        " description = 'Simulated project kite: made from a seed' where repository_id = 'github:1'",
    )
    _publish(settings, "run-1")

    assert _read(settings, "select is_simulated from quality.publication") == [(True,)]


def test_a_real_owner_named_like_the_simulator_does_not(settings: Settings) -> None:
    change_warehouse(
        settings.warehouse_file,
        "update core.dim_repositories set owner_name = 'simulated-annealing'",
    )
    _publish(settings, "run-1")

    assert _read(settings, "select is_simulated from quality.publication") == [(False,)]


def test_a_refused_publication_leaves_the_previous_one(settings: Settings) -> None:
    _publish(settings, "run-1")
    change_warehouse(settings.warehouse_file, "delete from core.fct_activities")

    with pytest.raises(GateRefused) as refused:
        _publish(settings, "run-2")

    assert str(refused.value).startswith(
        "the gate refused to publish: core.fct_activities has_rows: observed 0, expected min_value=1; "
        "core.fct_activities keeps_its_rows: observed 0, expected min_value=4. "
    )
    assert "\n" not in str(refused.value)
    assert refused.value.exit_status == 3
    assert _read(settings, "select run_id from quality.publication") == [("run-1",)]
    assert _names(settings) == [
        "marts-run-1.duckdb",
        "marts.duckdb",
        "marts.duckdb.lock",
        "refused.duckdb",
    ]


def test_marts_of_another_day_are_refused(settings: Settings) -> None:
    with pytest.raises(GateRefused, match=r"fct_health_metrics is_of_the_day"):
        _publish(settings, "run-1", as_of=date(2026, 6, 6))

    assert not settings.published_file.exists()


def test_a_run_that_is_repeated_writes_over_nothing(settings: Settings) -> None:
    names = [_publish(settings, "run-1").path.name for _ in range(3)]

    assert names == ["marts-run-1.duckdb", "marts-run-1-2.duckdb", "marts-run-1-3.duckdb"]


def test_versions_replaced_days_ago_go_but_the_last_one_stays(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, published_keep_days=0)
    write_warehouse(settings.warehouse_file)
    for run in ("run-1", "run-2", "run-3"):
        _publish(settings, run)

    assert _names(settings) == [
        "marts-run-2.duckdb",
        "marts-run-3.duckdb",
        "marts.duckdb",
        "marts.duckdb.lock",
    ]


def test_what_a_killed_run_left_is_cleared_away(settings: Settings) -> None:
    folder = settings.published_folder
    (folder / "candidate-1.duckdb.tmp").mkdir(parents=True)
    for leftover in ("candidate-1.duckdb", "candidate-1.duckdb.wal", "candidate-1.duckdb.tmp/x"):
        (folder / leftover).write_bytes(b"half")
    (folder / ".marts.duckdb.next").symlink_to("nowhere")
    _publish(settings, "run-1")

    assert _names(settings) == ["marts-run-1.duckdb", "marts.duckdb", "marts.duckdb.lock"]


def test_a_full_disk_says_so_and_leaves_the_previous_publication(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(settings, "run-1")

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("osspulse.publishing._make_durable", full)
    with pytest.raises(Unavailable, match=r"No space left on device; the previous publication"):
        _publish(settings, "run-2")

    assert _read(settings, "select run_id from quality.publication") == [("run-1",)]
    assert _names(settings) == ["marts-run-1.duckdb", "marts.duckdb", "marts.duckdb.lock"]


def test_there_is_nothing_to_publish_without_a_warehouse(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="does not exist yet"):
        _publish(Settings(home=tmp_path), "run-1")


def test_marts_can_be_judged_without_being_published(settings: Settings) -> None:
    result = validate_marts(settings, as_of=AS_OF, opened_gate=gate_here)

    assert result.passed
    assert _names(settings) == ["marts.duckdb.lock"]

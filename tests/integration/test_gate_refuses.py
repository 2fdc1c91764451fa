"""Each expectation is broken by one change to marts that pass; nothing else breaks with it."""

from pathlib import Path

import pytest
from gate_marts_builder import AS_OF, write_marts

from expectations import SUITES, Situation
from osspulse.validation import validate

# By table `{t}` and rule: the statement that breaks it.
_BREAKS: dict[str, dict[str, str]] = {
    "core.dim_repositories": {
        "has_rows": "delete from {t}",
        "has_columns": "alter table {t} alter first_seen_at type date",
        "has_key": "update {t} set repository_id = null where repository_id = 'github:1'",
        "platform_is_known": "update {t} set platform = 'gitlab' where repository_id = 'github:1'",
        "name_has_owner": "update {t} set full_name = 'name' where repository_id = 'github:1'",
        "seen_in_order": "update {t} set last_seen_at = first_seen_at - interval 1 second",
    },
    "core.dim_people": {
        "has_rows": "delete from {t}",
        "has_columns": "alter table {t} drop display_name",
        "has_key": "insert into {t} select * from {t} limit 1",
        "counts_accounts": "update {t} set account_count = -1 where is_bot",
        "mostly_human": "update {t} set is_bot = person_id <> 'person:9'",
    },
    "core.fct_activities": {
        "has_rows": "delete from {t}",
        "has_columns": "alter table {t} rename object_id to object",
        "has_key": "insert into {t} select * from {t} limit 1",
        "kind_is_known": "update {t} set kind = 'wiki_edited' where activity_id like '%3'",
        "has_repository": "update {t} set repository_id = null where activity_id = 'issue_opened3'",
        "happened_before_it_was_told": "update {t} set occurred_at = first_landed_at + interval 8 hours",
        "has_time": "update {t} set occurred_at = null where activity_id = 'issue_opened3'",
    },
    "core.fct_issues": {
        "has_columns": "alter table {t} drop url",
        "has_key": "insert into {t} select * from {t} limit 1",
        "holds_what_was_opened": "delete from {t} where issue_id = 'github:3'",
        "ends_after_it_began": "update {t} set closed_at = opened_at - interval 1 hour",
        "opened_since_there_are_forges": "update {t} set opened_at = timestamp '1970-01-01'",
    },
    "core.fct_pull_requests": {
        "has_columns": "alter table {t} alter is_merged type varchar",
        "has_key": "update {t} set pull_request_id = null where state = 'merged'",
        "holds_what_was_opened": "delete from {t}",
        "ends_after_it_began": "update {t} set first_review_at = opened_at - interval 1 second",
        "opened_since_there_are_forges": "update {t} set opened_at = null",
        "merged_has_time": "update {t} set is_merged = false",
    },
    "community_health.fct_health_metrics": {
        "has_columns": "alter table {t} alter sample_size type varchar",
        "has_key": "insert into {t} select * from {t} limit 1",
        "is_of_the_day": "insert into {t} select * replace (date '2026-06-06' as as_of_date) from {t} limit 1",
        "speaks_of_every_scope_type": "delete from {t} where scope_type = 'portfolio'",
        "people_do_not_vanish": "update {t} set value = 9 where metric = 'active_contributors' and not as_of_date = date '2026-06-01'",
        "scope_type_is_known": "insert into {t} select * replace ('person' as scope_type) from {t} limit 1",
        "window_is_known": "update {t} set window_days = 31 where window_days = 30",
        "metric_is_explained": "delete from community_health.dim_metrics where metric = 'retention_rate'",
        "value_or_reason": "update {t} set unknown_reason = null",
        "value_is_finite": "update {t} set value = 'nan' where metric = 'retention_rate' and scope_type = 'portfolio'",
        "value_is_not_negative": "update {t} set value = -1 where metric = 'issue_first_response_hours_median'",
        "share_is_at_most_one": "update {t} set value = 1.01 where metric = 'retention_rate'",
        "count_is_whole": "update {t} set value = 20.5 where metric = 'active_contributors'",
        "wait_is_believable": "update {t} set value = 200000 where metric = 'issue_first_response_hours_median'",
        "sample_is_counted": "update {t} set sample_size = null where window_days = 30",
        "coverage_is_a_share": "update {t} set coverage = 1.1 where window_days = 30",
        "has_rows": "delete from {t}",
    },
    "community_health.fct_attention_needed": {
        "has_columns": "alter table {t} drop person_id",
        "has_key": "update {t} set attention_id = 'the same'",
        "is_of_the_day": "update {t} set as_of_date = date '2026-06-04'",
        "is_ranked": "update {t} set severity = 'urgent'",
        "wait_is_a_time": "update {t} set waiting_hours = 'inf'",
        "says_why": "update {t} set reason_code = ''",
        "link_is_web": "update {t} set url = 'javascript:alert(1)'",
    },
    "community_health.fct_contributor_standings": {
        "has_columns": "alter table {t} drop tier",
        "has_key": "insert into {t} select * from {t} limit 1",
        "is_of_the_day": "update {t} set as_of_date = date '2026-06-04'",
        "standing_is_known": "update {t} set standing = 'lost' where standing = 'new'",
        "tier_is_known": "update {t} set tier = null",
        "review_capacity_without_ratio_is_a_share": "update {t} set review_capacity_without_ratio = 1.5",
    },
    "community_health.fct_organisation_standings": {
        "has_columns": "alter table {t} drop people_count",
        "has_key": "update {t} set organisation_id = null",
        "is_of_the_day": "update {t} set as_of_date = date '2026-06-04'",
        "contribution_ratio_is_a_share": "update {t} set contribution_ratio = 1.5",
    },
    "community_health.fct_contributor_cohorts": {
        "has_columns": "alter table {t} drop cohort_size",
        "has_key": "update {t} set months_later = 0",
        "is_of_the_day": "update {t} set as_of_date = null",
        "survival_ratio_is_a_share": "update {t} set survival_ratio = 1.5",
    },
    "community_health.fct_newcomer_funnel": {
        "has_columns": "alter table {t} drop d1_people_count",
        "has_key": "update {t} set window_days = 30",
        "d0_d1_conversion_ratio_is_a_share": "update {t} set d0_d1_conversion_ratio = 1.5",
        "d1_d2_conversion_ratio_is_a_share": "update {t} set d1_d2_conversion_ratio = 1.5",
    },
    "community_health.fct_composite_parts": {
        "has_columns": "alter table {t} drop weight",
        "has_key": "update {t} set part = 'the same'",
        "value_or_reason": "update {t} set value = 1",
    },
    "community_health.fct_openrank": {
        "has_columns": "alter table {t} alter openrank type varchar",
        "has_key": "update {t} set node_id = 'the same'",
        "rank_is_a_number": "update {t} set openrank = 'inf'",
    },
    "quality.freshness": {
        "has_rows": "delete from {t}",
    },
    "quality.gaps": {
        "history_is_whole": "insert into {t} (topic) values ('t')",
    },
    "quality.quarantine": {
        "nothing_set_aside": "insert into {t} (topic) values ('t')",
    },
    "quality.publication": {
        "is_one": "insert into {t} select * from {t}",
        "has_columns": "alter table {t} alter is_simulated type varchar",
        "has_run_id": "update {t} set run_id = null",
        "has_published_at": "update {t} set published_at = null",
        "has_osspulse_version": "update {t} set osspulse_version = null",
        "has_input_positions": "update {t} set input_positions = null",
        "has_is_simulated": "update {t} set is_simulated = null",
        "is_of_the_day": "insert into {t} select * replace (date '2026-06-04' as as_of_date) from {t}",
    },
}
_HALVED = (
    "core.dim_repositories",
    "core.dim_people",
    "core.fct_activities",
    "core.fct_issues",
    "core.fct_pull_requests",
    "community_health.fct_health_metrics",
)


def _all_rules() -> set[tuple[str, str]]:
    situation = Situation(as_of=AS_OF)
    return {
        (table, expectation.meta["rule"])
        for table, suite in SUITES.items()
        for expectation in suite(situation).expectations
        if expectation.meta
    }


def test_marts_in_order_pass_every_expectation(tmp_path: Path) -> None:
    result = validate(write_marts(tmp_path / "marts.duckdb"))

    assert [str(check) for check in result.checks if not check.passed] == []
    assert {(check.suite, check.rule) for check in result.checks} == _all_rules()
    assert result.passed


def test_every_expectation_has_marts_that_break_it() -> None:
    broken = {(table, rule) for table, rules in _BREAKS.items() for rule in rules}

    assert _all_rules() == broken | {(table, "keeps_its_rows") for table in _HALVED}


def test_every_expectation_says_how_bad_it_is_and_where_its_bound_comes_from() -> None:
    for suite in SUITES.values():
        for expectation in suite(Situation(as_of=AS_OF)).expectations:
            assert expectation.severity.value in {"critical", "warning"}
            assert len(str(expectation.notes)) > 20


@pytest.mark.parametrize(
    ("table", "rule"), [(table, rule) for table, rules in _BREAKS.items() for rule in rules]
)
def test_an_expectation_fails_where_its_table_breaks_it(
    tmp_path: Path, table: str, rule: str
) -> None:
    result = validate(
        write_marts(tmp_path / "marts.duckdb", then=[_BREAKS[table][rule].format(t=table)])
    )

    assert (table, rule) in {
        (check.suite, check.rule) for check in result.checks if not check.passed
    }


@pytest.mark.parametrize("table", _HALVED)
def test_a_table_that_lost_more_than_half_its_rows_is_noticed(tmp_path: Path, table: str) -> None:
    previous = write_marts(
        tmp_path / "previous.duckdb",
        then=[f"insert into {table} select t.* from {table} as t, range(2)"],  # noqa: S608
    )
    fewer = f"delete from {table} where rowid % 2 = 0"  # noqa: S608
    marts = write_marts(tmp_path / "marts.duckdb", then=[fewer])

    result = validate(marts, previous=previous, suites={table: SUITES[table]})

    assert "keeps_its_rows" in {check.rule for check in result.checks if not check.passed}


def test_an_earlier_day_may_have_fewer_rows_than_a_later_one_had(tmp_path: Path) -> None:
    later = "update quality.publication set as_of_date = date '2027-01-01'"
    more = "insert into core.dim_people select 'x' || i, 'X', 1, false, null from range(99) as t(i)"
    previous = write_marts(tmp_path / "previous.duckdb", then=[later, more])

    assert validate(write_marts(tmp_path / "marts.duckdb"), previous=previous).passed


@pytest.mark.parametrize("table", sorted(SUITES))
def test_a_table_that_is_missing_is_critical(tmp_path: Path, table: str) -> None:
    marts = write_marts(tmp_path / "marts.duckdb", then=[f"drop table {table}"])

    result = validate(marts, suites={table: SUITES[table]})

    assert table in {check.suite for check in result.refusals}


@pytest.mark.parametrize(
    ("table", "kind"),
    [("core.fct_issues", "issue_opened"), ("core.fct_pull_requests", "pull_request_opened")],
)
def test_a_table_may_be_empty_where_nothing_was_ever_opened(
    tmp_path: Path, table: str, kind: str
) -> None:
    acts = f"delete from core.fct_activities where kind = '{kind}'"  # noqa: S608
    nothing = [f"truncate {table}", acts]

    marts = write_marts(tmp_path / "marts.duckdb", then=nothing)

    assert validate(marts, suites={table: SUITES[table]}).passed


def test_marts_of_another_day_than_their_label_are_refused(tmp_path: Path) -> None:
    late = "update quality.publication set as_of_date = date '2026-06-06'"
    result = validate(write_marts(tmp_path / "marts.duckdb", then=[late]))

    assert [(check.suite, check.rule, check.observed) for check in result.refusals] == [
        ("community_health.fct_health_metrics", "is_of_the_day", "2026-06-05"),
        ("community_health.fct_health_metrics", "speaks_of_every_scope_type", "2 rows"),
        ("community_health.fct_attention_needed", "is_of_the_day", "3 rows"),
        ("community_health.fct_contributor_standings", "is_of_the_day", "3 rows"),
        ("community_health.fct_organisation_standings", "is_of_the_day", "2 rows"),
        ("community_health.fct_contributor_cohorts", "is_of_the_day", "2 rows"),
    ]

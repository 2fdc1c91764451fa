"""Every real GitHub and Gitee delivery that we hold, from raw to the core marts."""

import json
import re

import pytest
from core_marts_builder import CORE_MARTS, CoreMarts
from raw_events import gitee_samples, github_samples, land_raw_events


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> CoreMarts:
    folder = tmp_path_factory.mktemp("samples")
    marts = CoreMarts(folder / "warehouse.duckdb", folder)
    land_raw_events(marts.warehouse, [*github_samples(), *gitee_samples()])
    marts.build()
    return marts


def test_the_data_tests_of_dbt_pass(marts: CoreMarts) -> None:
    marts.test()


def test_no_delivery_is_left_out(marts: CoreMarts) -> None:
    read = "select count(*) from staging.base_{source}__events where is_valid_json"
    assert marts.rows(read.format(source="github")) == [(len(github_samples()),)]
    assert marts.rows(read.format(source="gitee")) == [(len(gitee_samples()),)]


def test_the_captured_gitee_deliveries_become_what_they_tell(marts: CoreMarts) -> None:
    assert marts.counts_by_kind(where="platform = 'gitee'") == {
        "commit_authored": 1,
        "push": 2,
        "issue_opened": 2,
        "issue_commented": 1,
        "pull_request_opened": 3,
        "pull_request_closed": 1,
        "pull_request_merged": 1,
        "pull_request_commented": 1,
    }


def test_a_merged_gitee_pull_request_knows_its_times(marts: CoreMarts) -> None:
    assert marts.rows(
        """
        select state, pull_request_number, is_merged, opened_at = timestamp '2021-10-08 09:29:49',
            merged_at = timestamp '2021-10-08 09:32:30', merged_by_person_id = author_person_id
        from core.fct_pull_requests
        where pull_request_id = 'gitee:4744278'
        """
    ) == [("merged", "9", True, True, True, True)]


def test_a_deleted_gitee_issue_has_no_state(marts: CoreMarts) -> None:
    assert marts.rows(
        "select state, issue_number from core.fct_issues where issue_id = 'gitee:7322928'"
    ) == [("removed", "I4CYEO")]


def test_discussions_and_what_is_said_in_them_are_contributions(marts: CoreMarts) -> None:
    assert marts.rows(
        """
        select kind, object_id, parent_object_id, is_contribution, occurred_at::varchar
        from core.fct_activities
        where kind like 'discussion%'
        order by all
        """
    ) == [
        ("discussion_commented", "github:544078", "github:3297442", True, "2021-03-29 14:16:31"),
        ("discussion_commented", "github:550062", "github:3299614", True, "2021-03-30 20:21:30"),
        ("discussion_opened", "github:3297442", None, True, "2021-03-29 14:16:08"),
        ("discussion_opened", "github:3299614", None, True, "2021-03-30 20:09:52"),
    ]


def test_a_test_ping_is_no_activity(marts: CoreMarts) -> None:
    assert marts.rows(
        "select count(*) from core.dim_repositories where full_name = 'oschina/gitee'"
    ) == [(0,)]


def test_no_address_of_a_person_reaches_the_marts(marts: CoreMarts) -> None:
    addresses = set(re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", json.dumps(_bodies())))
    assert len(addresses) > 5
    shown = " ".join(str(row) for mart in CORE_MARTS for row in marts.rows(f"from core.{mart}"))
    assert {address for address in addresses if address in shown} == set()


def _bodies() -> list[str]:
    return [event.body for event in [*github_samples(), *gitee_samples()]]


def test_every_column_of_the_core_marts_is_described(marts: CoreMarts) -> None:
    undescribed = marts.rows(
        """
        select table_name, column_name from duckdb_columns()
        where schema_name = 'core' and comment is null
        """
    )
    assert undescribed == []


def test_the_core_marts_are_described(marts: CoreMarts) -> None:
    described = marts.rows(
        """
        select table_name from duckdb_tables()
        where schema_name = 'core' and comment like 'One row per %'
        """
    )
    assert {name for (name,) in described} == set(CORE_MARTS)

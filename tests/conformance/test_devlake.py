"""Every row of Apache DevLake's own test tables for the DORA times, in minutes, rounded up."""

import csv
from collections import defaultdict
from datetime import datetime
from math import ceil
from pathlib import Path

import pytest
from compiled_models import Rows, Tables

TABLES = Path(__file__).parents[3] / "shared/data/conformance/devlake-dora/change_lead_time"
STRETCHES = {
    "dora_coding": "pr_coding_time",
    "dora_pickup": "pr_pickup_time",
    "dora_review": "pr_review_time",
    "dora_deploy": "pr_deploy_time",
    "dora_cycle": "pr_cycle_time",
}

pytestmark = pytest.mark.skipif(
    not TABLES.is_dir(), reason="DevLake's tables are not on this machine (../shared/data)"
)


def told(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(written: str) -> datetime | None:
    """A time of theirs: `2023-4-11 4:51:47`, or the same with zeros, `T` and +00:00."""
    if not written:
        return None
    plain = written.partition("+")[0].replace("T", " ").partition(".")[0]
    return datetime.strptime(plain, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - all of it is UTC


def pull_requests() -> Rows:
    return [
        {
            "pull_request_id": row["id"],
            "repository_id": row["base_repo_id"],
            "author_person_id": row["author_id"] or None,
            "author_is_bot": False,
            "opened_at": moment(row["created_date"]),
            "merged_at": moment(row["merged_date"]),
        }
        for row in told("pull_requests")
    ]


def comments() -> Rows:
    return [
        {
            "parent_object_id": row["pull_request_id"],
            "kind": "pull_request_commented",
            "person_id": row["account_id"],
            "is_bot": False,
            "occurred_at": moment(row["created_date"]),
        }
        for row in told("pull_request_comments")
    ]


def commits() -> Rows:
    return [
        {
            "pull_request_id": row["pull_request_id"],
            "commit_sha": row["commit_sha"],
            "authored_at": moment(row["commit_authored_date"]),
        }
        for row in told("pull_request_commits")
    ]


def deployments() -> Rows:
    """Which production deployment of the project holds which merge, by the tables of commits.

    The first deployment of a repository has nothing before it and so holds nothing in particular.
    """
    of_project = {r["row_id"] for r in told("project_mapping") if r["project_name"] == "project1"}
    finished = {
        row["commit_sha"]: moment(row["finished_date"])
        for row in told("cicd_deployment_commits")
        if (row["result"], row["environment"]) == ("SUCCESS", "PRODUCTION")
        and row["cicd_scope_id"] in of_project
        and row["prev_success_deployment_commit_id"]
    }
    merged_as = {row["merge_commit_sha"]: row["id"] for row in told("pull_requests")}
    return [
        {
            "pull_request_id": merged_as[row["commit_sha"]],
            "deployed_at": finished[row["new_commit_sha"]],
        }
        for row in told("commits_diffs")
        if row["old_commit_sha"] and row["new_commit_sha"] in finished
    ]


def test_every_row_of_devlake_comes_out() -> None:
    tables = Tables()
    tables.fill(
        "core.fct_pull_requests",
        "pull_request_id varchar, repository_id varchar, author_person_id varchar, "
        "author_is_bot boolean, opened_at timestamp, merged_at timestamp",
        pull_requests(),
    )
    tables.fill(
        "core.fct_activities",
        "parent_object_id varchar, kind varchar, person_id varchar, is_bot boolean, "
        "occurred_at timestamp",
        comments(),
    )
    tables.fill(
        "intermediate.int_pull_request_commits",
        "pull_request_id varchar, commit_sha varchar, authored_at timestamp",
        commits(),
    )
    tables.fill(
        "intermediate.int_pull_request_deployments",
        "pull_request_id varchar, deployed_at timestamp",
        deployments(),
    )
    tables.build("int_pull_request_times")

    found: dict[str, dict[str, str]] = defaultdict(lambda: dict.fromkeys(STRETCHES.values(), ""))
    for row in tables.rows(
        "select pull_request_id, kind, date_diff('second', started_at, ended_at) as seconds "
        "from intermediate.int_pull_request_times order by ended_at"
    ):
        found[row["pull_request_id"]][STRETCHES[row["kind"]]] = str(ceil(row["seconds"] / 60))

    assert dict(found) == {
        row["id"]: {name: row[name] for name in STRETCHES.values()}
        for row in told("project_pr_metrics")
    }

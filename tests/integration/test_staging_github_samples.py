"""Every documented GitHub delivery, and which staging models it has a row in: all 161 pairs."""

import json
from typing import Any

import pytest
from raw_events import RawEvent, github_samples, land_raw_events
from staging_builder import Staging

EVERYWHERE = {"hook_deliveries", "repositories"}
"""What a delivery that names its repository has anyhow."""

OF_THE_EVENT: dict[str, set[str]] = {
    "code_scanning_alert": {"security_alerts"},
    "commit_comment": {"comments"},
    "dependabot_alert": {"security_alerts"},
    "deployment": {"deployment_events"},
    "deployment_status": {"deployment_events"},
    "discussion": {"discussions"},
    "discussion_comment": {"discussions", "comments"},
    "fork": {"forks"},
    "pull_request": {"pull_request_events"},
    "pull_request_review": {"pull_request_events", "reviews"},
    "pull_request_review_comment": {"pull_request_events", "comments"},
    "pull_request_review_thread": {"pull_request_events"},
    "release": {"releases"},
    "repository_vulnerability_alert": {"security_alerts"},
    "security_advisory": {"security_alerts"},
    "watch": {"stars"},
    "workflow_run": {"workflow_run_events"},
}
OF_THE_PAIR: dict[tuple[str, str | None], set[str]] = {
    ("member", "added"): {"members"},
    ("organization", "member_added"): {"members"},
    ("repository", "renamed"): {"repository_renames"},
    ("repository", "transferred"): {"repository_renames"},
    ("star", "created"): {"stars"},
}


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Staging:
    folder = tmp_path_factory.mktemp("staging")
    land_raw_events(folder / "warehouse.duckdb", github_samples())
    built = Staging(folder / "warehouse.duckdb", folder)
    built.build()
    return built


def _bodies() -> list[tuple[RawEvent, dict[str, Any]]]:
    return [(event, json.loads(event.body)) for event in github_samples()]


def _expected(event: str, body: dict[str, Any]) -> set[str]:
    """The models that a reader of GitHub's documentation expects a row in."""
    found = set(OF_THE_EVENT.get(event, ())) | OF_THE_PAIR.get((event, body.get("action")), set())
    if "repository" in body:
        found |= EVERYWHERE
    if body.get("sender", {}).get("id") is not None:
        found.add("accounts")
    if event in {"issues", "issue_comment"}:
        found.add("pull_request_events" if "pull_request" in body["issue"] else "issue_events")
    if event == "issue_comment":
        found.add("comments")
    if event == "push":
        found |= _expected_of_a_push(body)
    if event == "release" and not body["release"]["published_at"]:
        found.remove("releases")
    return found


def _expected_of_a_push(body: dict[str, Any]) -> set[str]:
    found = {"pushes"} if body["ref"].startswith("refs/heads/") else set()
    if body["commits"]:
        found.add("commits")
    if any(commit["modified"] + commit["added"] for commit in body["commits"]):
        found.add("commit_files")
    return found


def test_each_delivery_has_a_row_in_the_models_of_what_it_tells(staging: Staging) -> None:
    found = staging.models_by_delivery("github")
    differing = {
        (event.event, body.get("action")): (
            found.get(event.delivery_id, set()) ^ _expected(event.event, body)
        )
        for event, body in _bodies()
        if found.get(event.delivery_id, set()) != _expected(event.event, body)
    }
    assert differing == {}


def test_all_documented_pairs_are_among_the_samples() -> None:
    documented = {(event.event, body.get("action")) for event, body in _bodies()[:329]}
    assert len(documented) == 161


def test_every_body_is_read(staging: Staging) -> None:
    assert staging.rows(
        "select count(*) as read from staging.base_github__events where is_valid_json"
    ) == [{"read": len(_bodies())}]


def test_issues_have_the_columns_of_their_bodies(staging: Staging) -> None:
    told = staging.rows(
        "select delivery_id, repository_id, issue_id, issue_number, title, state, author_account_id,"
        " account_id, label_names, strftime(opened_at, '%Y-%m-%dT%H:%M:%SZ') as opened_at,"
        " strftime(closed_at, '%Y-%m-%dT%H:%M:%SZ') as closed_at from staging.stg_github__issue_events"
    )
    by_delivery = {row.pop("delivery_id"): row for row in told}
    compared = 0
    for event, body in _bodies():
        issue = body.get("issue", {})
        if event.event not in {"issues", "issue_comment"} or "pull_request" in issue:
            continue
        assert by_delivery[event.delivery_id] == {
            "repository_id": f"github:{body['repository']['id']}",
            "issue_id": f"github:{issue['id']}",
            "issue_number": str(issue["number"]),
            "title": issue["title"],
            "state": issue.get("state", "open"),
            "author_account_id": f"github:{issue['user']['id']}",
            "account_id": f"github:{body['sender']['id']}",
            "label_names": _names(issue.get("labels")),
            "opened_at": issue["created_at"],
            "closed_at": issue["closed_at"],
        }
        compared += 1
    assert compared > 25


def _names(labels: list[dict[str, str]] | None) -> list[str] | None:
    return None if labels is None else sorted(label["name"] for label in labels)


def test_pull_requests_have_the_columns_of_their_bodies(staging: Staging) -> None:
    told = staging.rows(
        "select delivery_id, pull_request_id, pull_request_number, title, state, is_merged, is_draft,"
        " head_ref, head_sha, base_ref, merge_commit_sha, author_account_id,"
        " strftime(opened_at, '%Y-%m-%dT%H:%M:%SZ') as opened_at,"
        " strftime(merged_at, '%Y-%m-%dT%H:%M:%SZ') as merged_at"
        " from staging.stg_github__pull_request_events where pull_request_id is not null"
    )
    by_delivery = {row.pop("delivery_id"): row for row in told}
    compared = 0
    for event, body in _bodies():
        shown = body.get("pull_request", {})
        if event.event != "pull_request":
            continue
        assert by_delivery[event.delivery_id] == {
            "pull_request_id": f"github:{shown['id']}",
            "pull_request_number": str(shown["number"]),
            "title": shown["title"],
            "state": shown["state"],
            "is_merged": shown["merged"],
            "is_draft": shown.get("draft"),
            "head_ref": shown["head"]["ref"],
            "head_sha": shown["head"]["sha"],
            "base_ref": shown["base"]["ref"],
            "merge_commit_sha": shown["merge_commit_sha"],
            "author_account_id": f"github:{shown['user']['id']}",
            "opened_at": shown["created_at"],
            "merged_at": shown["merged_at"],
        }
        compared += 1
    assert compared > 29


def test_deployments_and_runs_have_the_columns_of_their_bodies(staging: Staging) -> None:
    deployments = staging.rows(
        "select delivery_id, deployment_id, commit_sha, environment, state"
        " from staging.stg_github__deployment_events"
    )
    runs = staging.rows(
        "select delivery_id, workflow_run_id, commit_sha, status, conclusion"
        " from staging.stg_github__workflow_run_events"
    )
    by_delivery = {row.pop("delivery_id"): row for row in deployments + runs}
    for event, body in _bodies():
        if event.event in {"deployment", "deployment_status"}:
            status = body.get("deployment_status", {"state": "created"})
            assert by_delivery.pop(event.delivery_id) == {
                "deployment_id": f"github:{body['deployment']['id']}",
                "commit_sha": body["deployment"]["sha"],
                "environment": status.get("environment", body["deployment"]["environment"]),
                "state": status["state"],
            }
        elif event.event == "workflow_run":
            run = body["workflow_run"]
            assert by_delivery.pop(event.delivery_id) == {
                "workflow_run_id": f"github:{run['id']}",
                "commit_sha": run["head_sha"],
                "status": run["status"],
                "conclusion": run["conclusion"],
            }
    assert by_delivery == {}


def test_pushed_commits_and_paths_are_those_of_the_bodies(staging: Staging) -> None:
    commits = staging.rows("select commit_sha, author_name from staging.stg_github__commits")
    paths = staging.rows("select commit_sha, path, change from staging.stg_github__commit_files")
    listed = [
        commit for event, body in _bodies() if event.event == "push" for commit in body["commits"]
    ]
    assert sorted((row["commit_sha"], row["author_name"]) for row in commits) == sorted(
        (commit["id"], commit["author"]["name"]) for commit in listed
    )
    assert sorted((row["commit_sha"], row["change"], row["path"]) for row in paths) == sorted(
        (commit["id"], change, path)
        for commit in listed
        for change in ("added", "modified", "removed")
        for path in commit[change]
    )

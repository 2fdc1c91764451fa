"""Every captured Gitee delivery, and which staging models say what of it."""

import json
from typing import Any

import pytest
from raw_events import RawEvent, land_raw_events
from shared_samples import captured
from staging_builder import Staging

EVERYWHERE = {"accounts", "hook_deliveries", "repositories"}
MODELS = {
    "issue_hook_assign": {"issue_events"},
    "issue_hook_delete": {"issue_events"},
    "issue_hook_open": {"issue_events"},
    "issue_hook_state_change": {"issue_events"},
    "note_hook_issue_comment": {"issue_events", "comments"},
    "note_hook_pr_comment": {"pull_request_events", "comments"},
    "pr_close": {"pull_request_events"},
    "pr_labeled": {"pull_request_events"},
    "pr_merge": {"pull_request_events"},
    "pr_open": {"pull_request_events"},
    "pr_unlabeled": {"pull_request_events"},
    "pr_update": {"pull_request_events"},
    "push": {"pushes", "commits", "commit_files"},
    "push_branch_create": {"pushes"},
    "push_branch_delete": {"pushes"},
    "tag_create": set(),
    "tag_delete": set(),
}

ISSUES = {
    # file: number, action, state
    "issue_hook_open": ("I4CYEO", "opened", "open"),
    "issue_hook_assign": ("I4CYEO", "shown", "open"),
    "issue_hook_state_change": ("I4CYEO", "set_open", "open"),
    "issue_hook_delete": ("I4CYEO", "removed", "open"),
    "note_hook_issue_comment": ("I4CF12", "shown", "open"),
}
PULL_REQUESTS = {
    # file: number, action, state, merged
    "pr_open": ("9", "opened", "open", False),
    "pr_update": ("7", "shown", "open", False),
    "pr_labeled": ("8", "shown", "open", False),
    "pr_unlabeled": ("8", "shown", "open", False),
    "pr_close": ("8", "closed", "closed", False),
    "pr_merge": ("9", "closed", "closed", True),
    "note_hook_pr_comment": ("7", "shown", "open", False),
}
PUSHES = {
    # file: commit_count, truncated, deleted, default branch
    "push": (1, False, False, False),
    "push_branch_create": (13, True, False, False),
    "push_branch_delete": (0, False, True, False),
}


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Staging:
    folder = tmp_path_factory.mktemp("staging")
    land_raw_events(
        folder / "warehouse.duckdb",
        [
            RawEvent(
                source="gitee",
                event=json.loads(body)["hook_name"],
                delivery_id=name,
                body=body.decode(),
            )
            for name, body in captured("gitee-webhooks/go-scm")
        ],
    )
    built = Staging(folder / "warehouse.duckdb", folder)
    built.build()
    return built


def _rows(staging: Staging, model: str) -> dict[str, dict[str, Any]]:
    told = staging.rows(f"select * from staging.stg_gitee__{model}")  # noqa: S608
    return {row["delivery_id"]: row for row in told}


def test_each_delivery_has_a_row_in_the_models_of_what_it_tells(staging: Staging) -> None:
    assert staging.models_by_delivery("gitee") == {
        name: models | EVERYWHERE for name, models in MODELS.items()
    }


def test_issues_say_number_action_and_state(staging: Staging) -> None:
    assert {
        name: (row["issue_number"], row["action"], row["state"])
        for name, row in _rows(staging, "issue_events").items()
    } == ISSUES


def test_pull_requests_say_number_action_and_state(staging: Staging) -> None:
    assert {
        name: (row["pull_request_number"], row["action"], row["state"], row["is_merged"])
        for name, row in _rows(staging, "pull_request_events").items()
    } == PULL_REQUESTS


def test_pushes_are_flagged(staging: Staging) -> None:
    assert {
        name: (
            row["commit_count"],
            row["is_truncated"],
            row["is_deleted"],
            row["is_default_branch"],
        )
        for name, row in _rows(staging, "pushes").items()
    } == PUSHES


def test_comments_point_to_their_parents(staging: Staging) -> None:
    assert {
        name: (row["kind"], row["parent_number"])
        for name, row in _rows(staging, "comments").items()
    } == {
        "note_hook_issue_comment": ("issue_commented", "I4CF12"),
        "note_hook_pr_comment": ("pull_request_commented", "7"),
    }

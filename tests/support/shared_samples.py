"""Real deliveries and archives beside the project; tests that need them skip where they are absent."""

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def sample(path: str) -> Path:
    """A sample by its path below the shared folder; skips the test when it is not there."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{path} is not beside the project (../shared/data)")
    return found


def signed_delivery(path: str) -> tuple[list[tuple[str, str | bytes]], bytes]:
    """Headers and body of a real signed delivery, such as `gitee-webhooks/signed/gitee_push_ping`."""
    headers: dict[str, str] = json.loads(sample(f"{path}.headers.json").read_text())
    own = {"host", "content-length", "connection"}
    pairs: list[tuple[str, str | bytes]] = [
        (name, value) for name, value in headers.items() if name.lower() not in own
    ]
    return pairs, sample(f"{path}.body.json").read_bytes()


def octokit_payloads() -> list[tuple[str, bytes]]:
    """Event name and body of each of the 329 documented GitHub deliveries."""
    groups: list[dict[str, Any]] = json.loads(
        sample("github-webhooks/octokit-examples-7.6.1.json").read_text()
    )
    return [
        (group["name"], json.dumps(example, ensure_ascii=False).encode())
        for group in groups
        for example in group["examples"]
    ]


def captured(folder: str, *, ending: str = "json") -> list[tuple[str, bytes]]:
    """Name and body of each captured delivery in a folder of samples, or of the goldens beside them."""
    return [(file.stem, file.read_bytes()) for file in sorted(sample(folder).glob(f"*.{ending}"))]


def captured_github_deliveries() -> list[tuple[str, bytes]]:
    """GitHub's event name and the body of each captured delivery."""
    return [(_github_event(name), body) for name, body in captured("github-webhooks/go-scm")]


_GITHUB_EVENTS = {
    "check_run": "check_run",
    "comment": "issue_comment",
    "deployment": "deployment",
    "merge_group": "merge_group",
    "pipeline_hook": "workflow_run",
    "pr_review": "pull_request_review",
    "pr": "pull_request",
    "push": "push",
    "release": "release",
    "status": "status",
}


def _github_event(name: str) -> str:
    """The event by the file's name: `pr_review_edited` is a `pull_request_review`."""
    if name in {"branch_create", "tag_create"}:
        return "create"
    if name in {"branch_delete", "tag_delete"}:
        return "delete"
    return next(event for start, event in _GITHUB_EVENTS.items() if name.startswith(start))

"""go-scm's reading of captured deliveries, a peer's, beside ours: they agree on what both hold."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from raw_events import RawEvent, land_raw_events
from shared_samples import captured, captured_github_deliveries
from staging_builder import Staging

Row = dict[str, Any]


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Staging:
    folder = tmp_path_factory.mktemp("staging")
    names = [name for name, _ in captured("github-webhooks/go-scm")]
    github = [
        RawEvent(source="github", event=event, delivery_id=f"github/{name}", body=body.decode())
        for name, (event, body) in zip(names, captured_github_deliveries(), strict=True)
    ]
    gitee = [
        RawEvent(
            source="gitee",
            event=json.loads(body)["hook_name"],
            delivery_id=f"gitee/{name}",
            body=body.decode(),
        )
        for name, body in captured("gitee-webhooks/go-scm")
    ]
    land_raw_events(folder / "warehouse.duckdb", github + gitee)
    built = Staging(folder / "warehouse.duckdb", folder)
    built.build()
    return built


def _goldens(member: str) -> dict[str, Row]:
    """What the peer reads, where its reading has this member, by delivery."""
    found = {
        f"{platform}/{name.removesuffix('.json')}": json.loads(text)
        for platform in ("github", "gitee")
        for name, text in captured(f"{platform}-webhooks/go-scm", ending="json.golden")
    }
    # Some of the files hold `null` or a list: the peer has no reading of them.
    return {
        name: golden
        for name, golden in found.items()
        if isinstance(golden, dict) and golden.get(member)
    }


def _rows(staging: Staging, model: str) -> dict[str, Row]:
    return {
        row["delivery_id"]: row
        for platform in ("github", "gitee")
        if model in staging.models(platform)
        for row in staging.rows(f"select * from staging.stg_{platform}__{model}")  # noqa: S608
    }


def _logins(staging: Staging) -> dict[str, str]:
    return {
        row["account_id"]: row["login"]
        for platform in ("github", "gitee")
        for row in staging.rows(f"select account_id, login from staging.stg_{platform}__accounts")  # noqa: S608
    }


def _utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None).isoformat()


def test_pull_requests(staging: Staging) -> None:
    rows, logins = _rows(staging, "pull_request_events"), _logins(staging)
    goldens = _goldens("PullRequest")
    # A run of a workflow only refers to the pull request that it was for.
    del goldens["github/pipeline_hook"]
    assert len(goldens) >= 15
    compared: Counter[str] = Counter()
    for name, golden in goldens.items():
        told, row = golden["PullRequest"], rows[name]
        assert (row["title"], row["url"], row["head_ref"], row["head_sha"], row["base_ref"]) == (
            *(told["Title"], told["Link"], told["Source"], told["Sha"], told["Target"]),
        )
        assert row["pull_request_number"] == str(told["Number"])
        ours = {
            "Closed": row["state"] == "closed",
            "Merged": row["is_merged"],
            "Created": row["opened_at"].isoformat(),
            "Updated": row["updated_at"].isoformat(),
            "Labels": row["label_names"],
            "Author": logins.get(row["author_account_id"]),
        }
        theirs = {
            "Closed": told.get("Closed"),
            "Merged": told.get("Merged"),
            "Created": _utc(told["Created"]) if "Created" in told else None,
            "Updated": _utc(told["Updated"]) if "Updated" in told else None,
            "Labels": sorted(label["Name"] for label in told.get("Labels") or []) or None,
            "Author": told["Author"]["Login"] if ours["Author"] else None,
        }
        # Some of the peer's readings leave members out.
        held = {member for member, value in theirs.items() if value is not None}
        assert {member: ours[member] for member in held} == {
            member: theirs[member] for member in held
        }
        compared.update(held)
    assert all(compared[member] >= 2 for member in theirs)


def test_issues(staging: Staging) -> None:
    rows = _rows(staging, "issue_events")
    goldens = {
        name: golden
        for name, golden in _goldens("Issue").items()
        if not golden["Issue"].get("PullRequest", {}).get("Link")
    }
    assert len(goldens) >= 5
    for name, golden in goldens.items():
        told, row = golden["Issue"], rows[name]
        assert (row["title"], row["url"]) == (told["Title"], told["Link"])
        assert row["label_names"] == sorted(told.get("Labels") or [])
        assert row["opened_at"].isoformat() == _utc(told["Created"])
        assert row["updated_at"].isoformat() == _utc(told["Updated"])


def test_comments(staging: Staging) -> None:
    rows = _rows(staging, "comments")
    goldens = _goldens("Comment")
    assert len(goldens) >= 3
    for name, golden in goldens.items():
        platform = name.partition("/")[0]
        assert rows[name]["comment_id"] == f"{platform}:{golden['Comment']['ID']}"
        assert rows[name]["commented_at"].isoformat() == _utc(golden["Comment"]["Created"])


def test_pushes_and_their_commits(staging: Staging) -> None:
    pushes = _rows(staging, "pushes")
    goldens = {
        name: golden
        for name, golden in _goldens("Before").items()
        if golden["Ref"].startswith("refs/heads/")
    }
    assert len(goldens) >= 5
    for name, golden in goldens.items():
        row = pushes[name]
        assert (row["ref"], row["before_sha"], row["after_sha"]) == (
            *(golden["Ref"], golden["Before"], golden["After"]),
        )
        platform, delivery = name.split("/")
        commits = staging.rows(
            f"select * from staging.stg_{platform}__commits where delivery_id = ?",  # noqa: S608
            [f"{platform}/{delivery}"],
        )
        told = {commit["Sha"]: commit for commit in golden.get("Commits") or []}
        assert {commit["commit_sha"] for commit in commits} == set(told)
        for commit in commits:
            author = told[commit["commit_sha"]]["Author"]
            assert commit["author_name"] == author["Name"]
            assert commit["author_email"] == author["Email"].lower()
            assert commit["authored_at"].isoformat() == _utc(author["Date"])


def test_releases_and_deployments(staging: Staging) -> None:
    releases, deployments = _rows(staging, "releases"), _rows(staging, "deployment_events")
    told_releases, told_deployments = _goldens("Release"), _goldens("Target")
    for name, golden in told_releases.items():
        if name not in releases:  # a draft
            continue
        row, told = releases[name], golden["Release"]
        assert (row["release_id"], row["release_name"], row["tag_name"], row["url"]) == (
            *(f"github:{told['ID']}", told["Title"], told["Tag"], told["Link"]),
        )
        assert row["published_at"].isoformat() == _utc(told["Published"])
    for name, golden in told_deployments.items():
        row = deployments[name]
        assert row["deployment_id"] == f"github:{golden['Number']}"
        assert (row["environment"], row["commit_sha"], row["task"]) == (
            *(golden["Target"], golden["Ref"]["Sha"], golden["Task"]),
        )
    assert len(set(told_releases) & set(releases)) >= 3
    assert len(told_deployments) >= 2

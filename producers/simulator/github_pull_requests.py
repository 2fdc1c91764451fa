"""Pull requests, their reviews and review comments in GitHub's shape."""

from typing import Any

from producers.simulator.chronicle import Act, Subject
from producers.simulator.github_objects import API, account, fork_of, moment, node_id, repository_of
from producers.simulator.github_threads import association, page_of, reactions, state_of, subject_of

Json = dict[str, Any]


def pull_request(act: Act) -> Json:
    """What a `pull_request` delivery says besides action, repository and sender."""
    subject = subject_of(act)
    told: Json = {"number": subject.place, "pull_request": _pull_request(act, subject)}
    told["pull_request"] |= {
        "auto_merge": None,
        "draft": False,
        "merged": subject.merged_at is not None,
        "mergeable": None if subject.state == "merged" else True,
        "rebaseable": None if subject.state == "merged" else True,
        "mergeable_state": "unknown" if subject.state == "merged" else "clean",
        "merged_by": account(subject.merged_by) if subject.merged_by else None,
        "comments": subject.comment_count,
        "review_comments": subject.review_comment_count,
        "maintainer_can_modify": False,
        "commits": subject.commit_count,
        "additions": 10 * subject.commit_count,
        "deletions": 2 * subject.commit_count,
        "changed_files": subject.commit_count,
    }
    if act.kind == "pull_request_updated":
        told["before"] = act.commits[-1].parent_sha
        told["after"] = subject.head_sha
    return told


def review(act: Act) -> Json:
    """What a `pull_request_review` delivery says besides action, repository and sender."""
    subject = subject_of(act)
    page = f"{page_of(act, subject)}#pullrequestreview-{act.number}"
    return {
        "review": {
            "id": act.number,
            "node_id": node_id("PRR", act.number),
            "user": account(act.person),
            "body": act.text,
            "commit_id": subject.head_sha,
            "submitted_at": moment(act.occurred_at),
            "state": act.state,
            "html_url": page,
            "pull_request_url": _api(act, subject),
            "author_association": association(act.person),
            "_links": {
                "html": {"href": page},
                "pull_request": {"href": _api(act, subject)},
            },
        },
        "pull_request": _pull_request(act, subject) | {"auto_merge": None, "draft": False},
    }


def review_comment(act: Act) -> Json:
    """What a `pull_request_review_comment` delivery says besides action, repository and sender."""
    subject = subject_of(act)
    url = f"{API}/repos/{act.repository.full_name}/pulls/comments/{act.number}"
    page = f"{page_of(act, subject)}#discussion_r{act.number}"
    return {
        "comment": {
            "url": url,
            "pull_request_review_id": act.parent_number,
            "id": act.number,
            "node_id": node_id("PRRC", act.number),
            "diff_hunk": "@@ -1 +1 @@\n-# Simulated",
            "path": "README_0.txt",
            "position": 1,
            "original_position": 1,
            "commit_id": subject.head_sha,
            "original_commit_id": subject.head_sha,
            "user": account(act.person),
            "body": act.text,
            "created_at": moment(act.occurred_at),
            "updated_at": moment(act.occurred_at),
            "html_url": page,
            "pull_request_url": _api(act, subject),
            "author_association": association(act.person),
            "_links": {
                "self": {"href": url},
                "html": {"href": page},
                "pull_request": {"href": _api(act, subject)},
            },
            "reactions": reactions(url),
            "start_line": None,
            "original_start_line": None,
            "start_side": None,
            "line": 1,
            "original_line": 1,
            "side": "RIGHT",
        },
        "pull_request": _pull_request(act, subject),
    }


def _pull_request(act: Act, subject: Subject) -> Json:
    url, page = _api(act, subject), page_of(act, subject)
    issue_url = url.replace("/pulls/", "/issues/")
    links = {
        "commits_url": f"{url}/commits",
        "review_comments_url": f"{url}/comments",
        "review_comment_url": f"{url.rpartition('/')[0]}/comments{{/number}}",
        "comments_url": f"{issue_url}/comments",
        "statuses_url": f"{API}/repos/{act.repository.full_name}/statuses/{subject.head_sha}",
    }
    hrefs = {"self": url, "html": page, "issue": issue_url}
    hrefs |= {name.removesuffix("_url"): link for name, link in links.items()}
    repository = repository_of(act)
    owner = repository["owner"]
    head = repository
    if subject.head_is_fork:
        head = fork_of(act, subject.author, created_at=subject.opened_at)
    return {
        "url": url,
        "id": subject.number,
        "node_id": node_id("PR", subject.number),
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": issue_url,
        "number": subject.place,
        "state": state_of(subject),
        "locked": False,
        "title": subject.title,
        "user": account(subject.author),
        "body": subject.body,
        "created_at": moment(subject.opened_at),
        "updated_at": moment(act.occurred_at),
        "closed_at": moment(subject.closed_at) if subject.closed_at else None,
        "merged_at": moment(subject.merged_at) if subject.merged_at else None,
        "merge_commit_sha": subject.merge_sha,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "labels": [],
        "milestone": None,
        **links,
        "head": {
            "label": f"{head['owner']['login']}:{subject.head_ref}",
            "ref": subject.head_ref,
            "sha": subject.head_sha,
            "user": head["owner"],
            "repo": head,
        },
        "base": {
            "label": f"{act.repository.owner}:{act.repository.default_branch}",
            "ref": act.repository.default_branch,
            "sha": subject.base_sha,
            "user": owner,
            "repo": repository,
        },
        "_links": {name: {"href": link} for name, link in hrefs.items()},
        "author_association": association(subject.author),
        "active_lock_reason": None,
    }


def _api(act: Act, subject: Subject) -> str:
    return f"{API}/repos/{act.repository.full_name}/pulls/{subject.place}"

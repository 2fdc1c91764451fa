"""Issues, pull requests, comments and reviews in GitHub's shape."""

from typing import Any

from producers.simulator.chronicle import Act, Subject
from producers.simulator.community import Person
from producers.simulator.github_objects import (
    API,
    SITE,
    account,
    moment,
    node_id,
    repository_of,
)

Json = dict[str, Any]

_ASSOCIATIONS = {"maintainer": "MEMBER", "regular": "CONTRIBUTOR"}
_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def issue(act: Act) -> Json:
    """The issue an act is about; a pull request's comments tell of it as an issue, too."""
    subject = _subject(act)
    api = f"{API}/repos/{act.repository.full_name}"
    url = f"{api}/issues/{subject.place}"
    is_pull_request = subject.kind == "pull_request"
    page = _page(act, subject)
    body = {
        "url": url,
        "repository_url": api,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": page,
        "id": subject.number,
        "node_id": node_id("PR" if is_pull_request else "I", subject.number),
        "number": subject.place,
        "title": subject.title,
        "user": account(subject.author),
        "labels": [],
        "state": _state(subject),
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": subject.comment_count,
        "created_at": moment(subject.opened_at),
        "updated_at": moment(act.occurred_at),
        "closed_at": moment(subject.closed_at) if subject.closed_at else None,
        "author_association": association(subject.author),
        "active_lock_reason": None,
        "body": subject.body,
        "reactions": _reactions(url),
        "timeline_url": f"{url}/timeline",
        "performed_via_github_app": None,
    }
    if is_pull_request:
        body["draft"] = False
        body["pull_request"] = {
            "url": f"{api}/pulls/{subject.place}",
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
        }
    return body


def comment(act: Act) -> Json:
    """A comment on an issue, a pull request or a commit."""
    api = f"{API}/repos/{act.repository.full_name}"
    told = {
        "id": act.number,
        "user": account(act.person),
        "created_at": moment(act.occurred_at),
        "updated_at": moment(act.occurred_at),
        "author_association": association(act.person),
        "body": act.text,
    }
    if act.kind == "commit_commented":
        sha = act.commits[-1].sha
        url = f"{api}/comments/{act.number}"
        page = f"{SITE}/{act.repository.full_name}/commit/{sha}#commitcomment-{act.number}"
        place = {"position": None, "line": None, "path": None, "commit_id": sha}
        return {
            "url": url,
            "html_url": page,
            "node_id": node_id("CC", act.number),
            **place,
            **told,
        }
    subject = _subject(act)
    url = f"{api}/issues/comments/{act.number}"
    return {
        "url": url,
        "html_url": f"{_page(act, subject)}#issuecomment-{act.number}",
        "issue_url": f"{api}/issues/{subject.place}",
        "node_id": node_id("IC", act.number),
        **told,
        "reactions": _reactions(url),
        "performed_via_github_app": None,
    }


def pull_request(act: Act) -> Json:
    """What a `pull_request` delivery says besides action, repository and sender."""
    subject = _subject(act)
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
    subject = _subject(act)
    page = f"{_page(act, subject)}#pullrequestreview-{act.number}"
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
    subject = _subject(act)
    url = f"{API}/repos/{act.repository.full_name}/pulls/comments/{act.number}"
    page = f"{_page(act, subject)}#discussion_r{act.number}"
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
            "reactions": _reactions(url),
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
    url, page = _api(act, subject), _page(act, subject)
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
    head_user = account(subject.author) if subject.head_is_fork else owner
    return {
        "url": url,
        "id": subject.number,
        "node_id": node_id("PR", subject.number),
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": issue_url,
        "number": subject.place,
        "state": _state(subject),
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
            "label": f"{head_user['login']}:{subject.head_ref}",
            "ref": subject.head_ref,
            "sha": subject.head_sha,
            "user": head_user,
            "repo": repository,
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


def association(person: Person) -> str:
    """What GitHub says a person is to the repository."""
    return _ASSOCIATIONS.get(person.role, "NONE")


def _subject(act: Act) -> Subject:
    if act.subject is None:
        raise AssertionError(f"a {act.kind} is about an issue or a pull request")
    return act.subject


def _state(subject: Subject) -> str:
    return "closed" if subject.closed_at else "open"


def _api(act: Act, subject: Subject) -> str:
    return f"{API}/repos/{act.repository.full_name}/pulls/{subject.place}"


def _page(act: Act, subject: Subject) -> str:
    kind = "pull" if subject.kind == "pull_request" else "issues"
    return f"{SITE}/{act.repository.full_name}/{kind}/{subject.place}"


def _reactions(url: str) -> Json:
    return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(_REACTIONS, 0)}

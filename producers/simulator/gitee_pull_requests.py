"""Pull requests in Gitee's shape, and the hook that tells of them."""

from typing import Any

from producers.simulator.chronicle import Act, Subject
from producers.simulator.gitee_objects import SITE, account, moment, repository_object
from producers.simulator.story import Kind

Json = dict[str, Any]

_ACTIONS: dict[Kind, tuple[str, str]] = {
    "pull_request_opened": ("open", "open"),
    "pull_request_updated": ("update", "source_branch_changed"),
    "pull_request_merged": ("merge", "open"),
    "pull_request_closed": ("close", "open"),
    "pull_request_reviewed": ("approved", "open"),
}


def pull_request_object(act: Act, subject: Subject) -> Json:
    """A pull request as it stands right after an act."""
    repository = repository_object(act.repository, act.standing, at=act.occurred_at)
    page = page_of(act, subject)
    return {
        "additions": 10 * subject.commit_count,
        "assignee": None,
        "assignees": [],
        "base": _branch(act, act.repository.default_branch, subject.base_sha, repository),
        "body": subject.body,
        "changed_files": subject.commit_count,
        "closed_at": moment(subject.closed_at) if subject.closed_at else None,
        "comments": subject.comment_count,
        "commits": subject.commit_count,
        "created_at": moment(subject.opened_at),
        "deletions": 2 * subject.commit_count,
        "diff_url": f"{page}.diff",
        "head": _branch(act, subject.head_ref, subject.head_sha, repository),
        "html_url": page,
        "id": subject.number,
        "labels": [],
        "languages": [act.repository.language],
        "merge_commit_sha": subject.merge_sha,
        "merge_reference_name": f"refs/pull/{subject.place}/MERGE",
        "merge_status": "can_be_merged",
        "mergeable": True,
        "merged": subject.merged_at is not None,
        "merged_at": moment(subject.merged_at) if subject.merged_at else None,
        "milestone": None,
        "need_review": subject.closed_at is None,
        "need_test": subject.closed_at is None,
        "number": subject.place,
        "patch_url": f"{page}.patch",
        "state": subject.state,
        "tester": None,
        "testers": [],
        "title": subject.title,
        "updated_at": moment(subject.updated_at),
        "updated_by": account(act.person),
        "user": account(subject.author),
    }


def _branch(act: Act, ref: str, sha: str, repository: Json) -> Json:
    return {
        "label": f"{act.repository.owner}:{ref}",
        "ref": ref,
        "repo": repository,
        "sha": sha,
        "user": repository["owner"],
    }


def merge_request(act: Act) -> Json:
    """What a merge request hook says besides what every hook says."""
    subject = subject_of(act)
    action, description = _ACTIONS[act.kind]
    pull_request = pull_request_object(act, subject)
    copies = {"project": pull_request["base"]["repo"], "repository": pull_request["base"]["repo"]}
    return {
        "action": action,
        "action_desc": description,
        "author": pull_request["user"],
        "body": subject.body,
        "iid": subject.place,
        "languages": pull_request["languages"],
        "merge_commit_sha": subject.merge_sha,
        "merge_status": "can_be_merged",
        "number": subject.place,
        "pull_request": pull_request,
        "source_branch": subject.head_ref,
        "source_repo": copies,
        "state": subject.state,
        "target_branch": act.repository.default_branch,
        "target_repo": copies,
        "target_user": None,
        "title": subject.title,
        "updated_by": account(act.person),
        "url": pull_request["html_url"],
    }


def subject_of(act: Act) -> Subject:
    """What an act is about; there is one for all that has to do with an issue or a pull request."""
    if act.subject is None:
        raise AssertionError(f"a {act.kind} is about an issue or a pull request")
    return act.subject


def page_of(act: Act, subject: Subject) -> str:
    """The page of an issue or a pull request."""
    path = f"issues/{subject.letters}" if subject.kind == "issue" else f"pulls/{subject.place}"
    return f"{SITE}/{act.repository.full_name}/{path}"

"""Acts as Gitee tells of them: hook names and payloads in Gitee's shape, quirks included."""

from typing import Any

from producers.simulator.chronicle import NO_COMMIT, Act, Subject
from producers.simulator.gitee_objects import (
    SITE,
    account,
    commit_object,
    moment,
    repository_object,
)
from producers.simulator.gitee_pull_requests import (
    merge_request,
    page_of,
    pull_request_object,
    subject_of,
)
from producers.simulator.story import Commit, Kind

Json = dict[str, Any]

_LISTED_COMMITS = 10

HOOKS: dict[Kind, str] = {
    "ping": "push_hooks",
    "push": "push_hooks",
    "branch_created": "push_hooks",
    "tag_pushed": "tag_push_hooks",
    "issue_opened": "issue_hooks",
    "issue_progressing": "issue_hooks",
    "issue_closed": "issue_hooks",
    "issue_reopened": "issue_hooks",
    "issue_commented": "note_hooks",
    "pull_request_opened": "merge_request_hooks",
    "pull_request_updated": "merge_request_hooks",
    "pull_request_merged": "merge_request_hooks",
    "pull_request_closed": "merge_request_hooks",
    "pull_request_reviewed": "merge_request_hooks",
    "pull_request_commented": "note_hooks",
}
_TITLES = {
    "push_hooks": "Push Hook",
    "tag_push_hooks": "Tag Push Hook",
    "issue_hooks": "Issue Hook",
    "merge_request_hooks": "Merge Request Hook",
    "note_hooks": "Note Hook",
}
_STATE_NAMES = {"open": "待办的", "progressing": "进行中", "closed": "已完成", "rejected": "已拒绝"}


def payload(act: Act) -> Json:
    """The body of the delivery that tells of an act on Gitee, without time and signature.

    `timestamp`, `sign` and `password` are made when it is sent.
    """
    hook = HOOKS[act.kind]
    repository = repository_object(act.repository, act.standing, at=act.occurred_at)
    told = {
        "push_hooks": _push,
        "tag_push_hooks": _push,
        "issue_hooks": _issue_hook,
        "merge_request_hooks": merge_request,
        "note_hooks": _note,
    }[hook](act)
    number = act.repository.hook_number
    return {
        **told,
        "enterprise": None,
        "hook_id": number,
        "hook_name": hook,
        "hook_url": f"{SITE}/{act.repository.full_name}/hooks/{number}/edit",
        "project": repository,
        "push_data": None,
        "repository": repository,
        "sender": account(act.person),
    }


def headers(act: Act) -> dict[str, str]:
    """The delivery's headers, all but the token and its time."""
    title = _TITLES[HOOKS[act.kind]]
    ping = {"X-Gitee-Ping": "true"} if act.kind == "ping" else {}
    return {
        "Accept": "*/*",
        "Accept-Encoding": "gzip;q=1.0,deflate;q=0.6,identity;q=0.3",
        "Content-Type": "application/json",
        "User-Agent": "git-oschina-hook",
        "X-Git-Oschina-Event": title,
        "X-Gitee-Event": title,
        **ping,
    }


def _push(act: Act) -> Json:
    """A push lists at most ten commits; where it makes a branch or a tag, it lists none."""
    is_new = act.before == NO_COMMIT
    page = f"{SITE}/{act.repository.full_name}"
    commits = [commit_object(listed, page) for listed in listed_commits(act)]
    pusher = account(act.person)
    user = {key: pusher[key] for key in ("email", "id", "name", "url", "user_name", "username")}
    is_tag = act.kind == "tag_pushed"
    return {
        "after": act.after,
        "before": act.before,
        "commits": None if is_new else commits,
        "commits_more_than_ten": None if is_tag else len(act.commits) > _LISTED_COMMITS,
        "compare": f"{page}/compare/{act.before}...{act.after}",
        "created": is_new,
        "deleted": False,
        "head_commit": commit_object(act.head, page) if act.head else None,
        "pusher": user,
        "ref": act.ref,
        "total_commits_count": None if is_tag else len(act.commits),
        "user": user,
        "user_id": pusher["id"],
        "user_name": pusher["name"],
    }


def listed_commits(act: Act) -> tuple[Commit, ...]:
    """The commits that a Gitee push names: the newest ten."""
    return act.commits[-_LISTED_COMMITS:]


def _issue(act: Act, subject: Subject) -> Json:
    return {
        "assignee": None,
        "body": subject.body,
        "collaborators": [],
        "comments": subject.comment_count,
        "created_at": moment(subject.opened_at),
        "html_url": page_of(act, subject),
        "id": subject.number,
        "labels": [],
        "milestone": None,
        "number": subject.letters,
        "state": subject.state,
        "state_name": _STATE_NAMES[subject.state],
        "title": subject.title,
        "type_name": "任务",
        "updated_at": moment(subject.updated_at),
        "user": account(subject.author),
    }


def _issue_hook(act: Act) -> Json:
    subject = subject_of(act)
    return {
        "action": "open" if act.kind == "issue_opened" else "state_change",
        "assignee": None,
        "description": subject.body,
        "iid": subject.letters,
        "issue": _issue(act, subject),
        "milestone": None,
        "state": subject.state,
        "target_user": None,
        "title": subject.title,
        "updated_by": account(act.person),
        "url": page_of(act, subject),
        "user": account(subject.author),
    }


def _note(act: Act) -> Json:
    subject = subject_of(act)
    url = f"{page_of(act, subject)}#note_{act.number}"
    is_issue = subject.kind == "issue"
    pull_request = None if is_issue else pull_request_object(act, subject)
    if pull_request is not None:
        del pull_request["labels"]  # a note's pull request is told without them
    return {
        "action": "comment",
        "author": account(act.person),
        "comment": {
            "body": act.text,
            "created_at": moment(act.occurred_at),
            "html_url": url,
            "id": act.number,
            "updated_at": moment(act.occurred_at),
            "user": account(act.person),
        },
        "issue": _issue(act, subject) if is_issue else None,
        "note": act.text,
        "noteable_id": subject.number,
        "noteable_type": "Issue" if is_issue else "PullRequest",
        "per_iid": f"#{subject.letters}" if is_issue else f"!{subject.place}",
        "pull_request": pull_request,
        "short_commit_id": None,
        "title": subject.title,
        "url": url,
    }

"""Issues and comments in GitHub's shape."""

from typing import Any

from producers.simulator.chronicle import Act, Subject
from producers.simulator.community import Person
from producers.simulator.github_objects import (
    API,
    SITE,
    account,
    moment,
    node_id,
)

Json = dict[str, Any]

_ASSOCIATIONS = {"maintainer": "MEMBER", "regular": "CONTRIBUTOR"}
_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def issue(act: Act) -> Json:
    """The issue an act is about; a pull request's comments tell of it as an issue, too."""
    subject = subject_of(act)
    api = f"{API}/repos/{act.repository.full_name}"
    url = f"{api}/issues/{subject.place}"
    is_pull_request = subject.kind == "pull_request"
    page = page_of(act, subject)
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
        "state": state_of(subject),
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
        "reactions": reactions(url),
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
    subject = subject_of(act)
    url = f"{api}/issues/comments/{act.number}"
    return {
        "url": url,
        "html_url": f"{page_of(act, subject)}#issuecomment-{act.number}",
        "issue_url": f"{api}/issues/{subject.place}",
        "node_id": node_id("IC", act.number),
        **told,
        "reactions": reactions(url),
        "performed_via_github_app": None,
    }


def association(person: Person) -> str:
    """What GitHub says a person is to the repository."""
    return _ASSOCIATIONS.get(person.role, "NONE")


def subject_of(act: Act) -> Subject:
    """What an act is about; there is one for all that has to do with an issue or a pull request."""
    if act.subject is None:
        raise AssertionError(f"a {act.kind} is about an issue or a pull request")
    return act.subject


def state_of(subject: Subject) -> str:
    """Open or closed; GitHub calls a merged pull request closed."""
    return "closed" if subject.closed_at else "open"


def page_of(act: Act, subject: Subject) -> str:
    """The page of an issue or a pull request."""
    kind = "pull" if subject.kind == "pull_request" else "issues"
    return f"{SITE}/{act.repository.full_name}/{kind}/{subject.place}"


def reactions(url: str) -> Json:
    """No reactions to anything yet."""
    return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(_REACTIONS, 0)}

"""Acts as GitHub tells of them: event names and payloads in GitHub's shape."""

from collections.abc import Callable
from typing import Any

from producers.simulator.chronicle import NO_COMMIT, Act
from producers.simulator.github_objects import (
    API,
    SITE,
    account,
    commit_object,
    forked_repository,
    moment,
    node_id,
    organization,
    repository_of,
)
from producers.simulator.github_pull_requests import pull_request, review, review_comment
from producers.simulator.github_threads import comment, issue
from producers.simulator.story import Kind

Json = dict[str, Any]

EVENTS: dict[Kind, str] = {
    "ping": "ping",
    "push": "push",
    "branch_created": "create",
    "tag_created": "create",
    "tag_pushed": "push",
    "issue_opened": "issues",
    "issue_closed": "issues",
    "issue_reopened": "issues",
    "issue_commented": "issue_comment",
    "pull_request_opened": "pull_request",
    "pull_request_updated": "pull_request",
    "pull_request_merged": "pull_request",
    "pull_request_closed": "pull_request",
    "pull_request_reopened": "pull_request",
    "pull_request_commented": "issue_comment",
    "pull_request_reviewed": "pull_request_review",
    "review_commented": "pull_request_review_comment",
    "commit_commented": "commit_comment",
    "repository_starred": "star",
    "repository_unstarred": "star",
    "repository_watched": "watch",
    "repository_forked": "fork",
    "release_created": "release",
    "release_published": "release",
    "release_released": "release",
}

_ACTIONS: dict[Kind, str] = {
    "issue_opened": "opened",
    "issue_closed": "closed",
    "issue_reopened": "reopened",
    "issue_commented": "created",
    "pull_request_opened": "opened",
    "pull_request_updated": "synchronize",
    "pull_request_merged": "closed",
    "pull_request_closed": "closed",
    "pull_request_reopened": "reopened",
    "pull_request_commented": "created",
    "pull_request_reviewed": "submitted",
    "review_commented": "created",
    "commit_commented": "created",
    "repository_starred": "created",
    "repository_unstarred": "deleted",
    "repository_watched": "started",
    "release_created": "created",
    "release_published": "published",
    "release_released": "released",
}


def payload(act: Act) -> Json:
    """The body of the delivery that tells of an act on GitHub."""
    event = EVENTS[act.kind]
    body: Json = {"action": _ACTIONS[act.kind]} if act.kind in _ACTIONS else {}
    body |= _BODIES[event](act)
    repository = repository_of(act)
    if event == "push":
        repository |= _push_quirks(act, repository)
    body["repository"] = repository
    body["organization"] = organization(act.repository)
    body["sender"] = account(act.person)
    return body


def headers(act: Act) -> dict[str, str]:
    """The delivery's headers, all but the signatures."""
    return {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/simulated",
        "X-GitHub-Delivery": act.delivery_id,
        "X-GitHub-Event": EVENTS[act.kind],
        "X-GitHub-Hook-ID": str(act.repository.hook_number),
        "X-GitHub-Hook-Installation-Target-ID": str(act.repository.number),
        "X-GitHub-Hook-Installation-Target-Type": "repository",
    }


def _push_quirks(act: Act, repository: Json) -> Json:
    """In a push the repository's times are seconds and its owner has a name and an e-mail."""
    pushed_at = int((act.standing.pushed_at or act.occurred_at).timestamp())
    return {
        "owner": {
            "name": act.repository.owner,
            "email": f"{act.repository.owner}.github@simulated.example",
            **repository["owner"],
        },
        "created_at": int(act.repository.created_at.timestamp()),
        "pushed_at": pushed_at,
        "url": f"{SITE}/{act.repository.full_name}",
        "stargazers": act.standing.stars,
        "master_branch": act.repository.default_branch,
    }


def _ping(act: Act) -> Json:
    number = act.repository.hook_number
    url = f"{API}/repos/{act.repository.full_name}/hooks/{number}"
    return {
        "zen": "Simulated: nothing here is real.",
        "hook_id": number,
        "hook": {
            "type": "Repository",
            "id": number,
            "name": "web",
            "active": True,
            "events": ["*"],
            "config": {
                "content_type": "json",
                "insecure_ssl": "0",
                "secret": "********",
                "url": "https://receiver.simulated.example/webhooks/github",
            },
            "updated_at": moment(act.occurred_at),
            "created_at": moment(act.occurred_at),
            "url": url,
            "test_url": f"{url}/test",
            "ping_url": f"{url}/pings",
            "deliveries_url": f"{url}/deliveries",
            "last_response": {"code": None, "status": "unused", "message": None},
        },
    }


def _push(act: Act) -> Json:
    page = f"{SITE}/{act.repository.full_name}"
    is_new = act.before == NO_COMMIT
    span = act.after[:12] if is_new else f"{act.before[:12]}...{act.after[:12]}"
    own = act.person.accounts["github"]
    return {
        "ref": act.ref,
        "before": act.before,
        "after": act.after,
        "created": is_new,
        "deleted": False,
        "forced": False,
        "base_ref": None,
        "compare": f"{page}/compare/{span}",
        "commits": [
            commit_object(c, page, is_known=c.sha in act.known_commits) for c in act.commits
        ],
        "head_commit": commit_object(act.head, page, is_known=False) if act.head else None,
        "pusher": {"name": own.login, "email": act.person.email},
    }


def _create(act: Act) -> Json:
    return {
        "ref": act.ref.rpartition("/")[2],
        "ref_type": "tag" if act.kind == "tag_created" else "branch",
        "master_branch": act.repository.default_branch,
        "description": act.repository.description,
        "pusher_type": "user",
    }


def _star(act: Act) -> Json:
    is_given = act.kind == "repository_starred"
    return {"starred_at": moment(act.occurred_at) if is_given else None}


def _release(act: Act) -> Json:
    api = f"{API}/repos/{act.repository.full_name}"
    page = f"{SITE}/{act.repository.full_name}"
    tag = act.ref.rpartition("/")[2]
    url = f"{api}/releases/{act.number}"
    return {
        "release": {
            "url": url,
            "assets_url": f"{url}/assets",
            "upload_url": url.replace("api.", "uploads.") + "/assets{?name,label}",
            "html_url": f"{page}/releases/tag/{tag}",
            "id": act.number,
            "author": account(act.person),
            "node_id": node_id("RE", act.number),
            "tag_name": tag,
            "target_commitish": act.repository.default_branch,
            "name": f"Simulated {tag}",
            "draft": False,
            "prerelease": False,
            "created_at": moment(act.occurred_at),
            "published_at": moment(act.occurred_at),
            "assets": [],
            "tarball_url": f"{api}/tarball/{tag}",
            "zipball_url": f"{api}/zipball/{tag}",
            "body": "Simulated release",
        }
    }


_BODIES: dict[str, Callable[[Act], Json]] = {
    "ping": _ping,
    "push": _push,
    "create": _create,
    "issues": lambda act: {"issue": issue(act)},
    "issue_comment": lambda act: {"issue": issue(act), "comment": comment(act)},
    "pull_request": pull_request,
    "pull_request_review": review,
    "pull_request_review_comment": review_comment,
    "commit_comment": lambda act: {"comment": comment(act)},
    "star": _star,
    "watch": lambda act: {},  # noqa: ARG005 - a watch says who and what, nothing else
    "fork": lambda act: {"forkee": forked_repository(act)},
    "release": _release,
}

"""Acts as Gitee tells of them: hook names and payloads in Gitee's shape, quirks included."""

from datetime import datetime, timedelta, timezone
from typing import Any

from producers.simulator.chronicle import NO_COMMIT, Act, Standing, Subject
from producers.simulator.community import Person, Repository
from producers.simulator.story import Commit, Kind

Json = dict[str, Any]

SITE = "https://gitee.com"
_CHINA = timezone(timedelta(hours=8))
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
_ACTIONS: dict[Kind, tuple[str, str]] = {
    "pull_request_opened": ("open", "open"),
    "pull_request_updated": ("update", "source_branch_changed"),
    "pull_request_merged": ("merge", "open"),
    "pull_request_closed": ("close", "open"),
    "pull_request_reviewed": ("approved", "open"),
}


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
        "merge_request_hooks": _merge_request,
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


def moment(at: datetime) -> str:
    """A time as Gitee writes it: to the second, China's offset."""
    return at.astimezone(_CHINA).isoformat(timespec="seconds")


def account(person: Person) -> Json:
    """A person's account on Gitee; the display name is free text."""
    own = person.accounts["gitee"]
    return _account(own.login, own.number, own.display_name, email=person.email)


def _account(login: str, number: int, display_name: str, *, email: str) -> Json:
    return {
        "avatar_url": "https://gitee.com/assets/favicon.ico",
        "email": email,
        "html_url": f"{SITE}/{login}",
        "id": number,
        "login": login,
        "name": display_name,
        "remark": None,
        "site_admin": False,
        "type": "User",
        "url": f"{SITE}/{login}",
        "user_name": login,
        "username": login,
    }


def repository_object(repository: Repository, standing: Standing, *, at: datetime) -> Json:
    """A repository as Gitee shows it, twice in every body."""
    page = f"{SITE}/{repository.full_name}"
    return {
        "clone_url": f"{page}.git",
        "created_at": moment(repository.created_at),
        "default_branch": repository.default_branch,
        "description": repository.description,
        "fork": False,
        "forks_count": standing.forks,
        "full_name": repository.full_name,
        "git_http_url": f"{page}.git",
        "git_ssh_url": f"git@gitee.com:{repository.full_name}.git",
        "git_svn_url": f"svn://gitee.com/{repository.full_name}",
        "git_url": f"git://gitee.com/{repository.full_name}.git",
        "has_issues": True,
        "has_pages": False,
        "has_wiki": True,
        "homepage": page,
        "html_url": page,
        "id": repository.number,
        "language": repository.language,
        "license": None,
        "name": repository.name,
        "name_with_namespace": repository.full_name,
        "namespace": repository.owner,
        "open_issues_count": standing.open_issues,
        "owner": _account(
            repository.owner,
            repository.owner_number,
            f"模拟组织 {repository.owner}",
            email=f"{repository.owner}.gitee@simulated.example",
        ),
        "path": repository.name,
        "path_with_namespace": repository.full_name,
        "private": False,
        "pushed_at": moment(standing.pushed_at or repository.created_at),
        "ssh_url": f"git@gitee.com:{repository.full_name}.git",
        "stargazers_count": standing.stars,
        "svn_url": f"svn://gitee.com/{repository.full_name}",
        "updated_at": moment(at),
        "url": page,
        "watchers_count": standing.stars,
    }


def _push(act: Act) -> Json:
    """A push lists at most ten commits; where it makes a branch or a tag, it lists none."""
    is_new = act.before == NO_COMMIT
    page = f"{SITE}/{act.repository.full_name}"
    listed = [_commit(commit, page) for commit in listed_commits(act)]
    pusher = account(act.person)
    user = {key: pusher[key] for key in ("email", "id", "name", "url", "user_name", "username")}
    is_tag = act.kind == "tag_pushed"
    return {
        "after": act.after,
        "before": act.before,
        "commits": None if is_new else listed,
        "commits_more_than_ten": None if is_tag else len(act.commits) > _LISTED_COMMITS,
        "compare": f"{page}/compare/{act.before}...{act.after}",
        "created": is_new,
        "deleted": False,
        "head_commit": _commit(act.head, page) if act.head else None,
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


def _commit(commit: Commit, page: str) -> Json:
    written_at = commit.authored_at.isoformat(timespec="seconds")
    author = _signature(commit.author)
    return {
        "added": list(commit.added),
        "author": {**author, "time": written_at},
        "committer": {**author, "time": None},
        "distinct": True,
        "id": commit.sha,
        "message": f"{commit.message}\n",
        "modified": list(commit.modified),
        "parent_ids": [commit.parent_sha],
        "removed": list(commit.removed),
        "timestamp": written_at,
        "tree_id": commit.tree_sha,
        "url": f"{page}/commit/{commit.sha}",
    }


def _signature(person: Person) -> Json:
    """Who wrote a commit; without an account on Gitee, name and e-mail are all it knows."""
    own = person.accounts.get("gitee")
    other = person.accounts.get("github")
    name = own.display_name if own else other.display_name if other else person.person_id
    return {
        "email": person.email,
        "id": own.number if own else None,
        "name": name,
        "remark": None,
        "url": f"{SITE}/{own.login}" if own else None,
        "user": None,
        "user_name": own.login if own else None,
        "username": own.login if own else None,
    }


def _issue(act: Act, subject: Subject) -> Json:
    return {
        "assignee": None,
        "body": subject.body,
        "collaborators": [],
        "comments": subject.comment_count,
        "created_at": moment(subject.opened_at),
        "html_url": _page(act, subject),
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
    subject = _subject(act)
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
        "url": _page(act, subject),
        "user": account(subject.author),
    }


def _pull_request(act: Act, subject: Subject) -> Json:
    repository = repository_object(act.repository, act.standing, at=act.occurred_at)
    page = _page(act, subject)
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


def _merge_request(act: Act) -> Json:
    subject = _subject(act)
    action, description = _ACTIONS[act.kind]
    pull_request = _pull_request(act, subject)
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


def _note(act: Act) -> Json:
    subject = _subject(act)
    url = f"{_page(act, subject)}#note_{act.number}"
    is_issue = subject.kind == "issue"
    pull_request = None if is_issue else _pull_request(act, subject)
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


def _subject(act: Act) -> Subject:
    if act.subject is None:
        raise AssertionError(f"a {act.kind} is about an issue or a pull request")
    return act.subject


def _page(act: Act, subject: Subject) -> str:
    path = f"issues/{subject.letters}" if subject.kind == "issue" else f"pulls/{subject.place}"
    return f"{SITE}/{act.repository.full_name}/{path}"

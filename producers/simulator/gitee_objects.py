"""The objects Gitee repeats in every payload: accounts, repositories, commits."""

from datetime import datetime, timedelta, timezone
from typing import Any

from producers.simulator.chronicle import Standing
from producers.simulator.community import Person
from producers.simulator.programme import Repository
from producers.simulator.story import Commit

Json = dict[str, Any]

SITE = "https://gitee.com"
_CHINA = timezone(timedelta(hours=8))


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


def commit_object(commit: Commit, page: str) -> Json:
    """A commit as a push lists it."""
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

"""The objects GitHub repeats in every payload: accounts, organisations, repositories."""

from datetime import datetime
from typing import Any

from producers.simulator.chronicle import Act, Standing
from producers.simulator.community import Account, Person
from producers.simulator.programme import Repository
from producers.simulator.story import Commit

API = "https://api.github.com"
SITE = "https://github.com"
Json = dict[str, Any]

_ACCOUNT_PATHS = {
    "followers_url": "followers",
    "following_url": "following{/other_user}",
    "gists_url": "gists{/gist_id}",
    "starred_url": "starred{/owner}{/repo}",
    "subscriptions_url": "subscriptions",
    "organizations_url": "orgs",
    "repos_url": "repos",
    "events_url": "events{/privacy}",
    "received_events_url": "received_events",
}
_REPOSITORY_PATHS = {
    "forks_url": "forks",
    "keys_url": "keys{/key_id}",
    "collaborators_url": "collaborators{/collaborator}",
    "teams_url": "teams",
    "hooks_url": "hooks",
    "issue_events_url": "issues/events{/number}",
    "events_url": "events",
    "assignees_url": "assignees{/user}",
    "branches_url": "branches{/branch}",
    "tags_url": "tags",
    "blobs_url": "git/blobs{/sha}",
    "git_tags_url": "git/tags{/sha}",
    "git_refs_url": "git/refs{/sha}",
    "trees_url": "git/trees{/sha}",
    "statuses_url": "statuses/{sha}",
    "languages_url": "languages",
    "stargazers_url": "stargazers",
    "contributors_url": "contributors",
    "subscribers_url": "subscribers",
    "subscription_url": "subscription",
    "commits_url": "commits{/sha}",
    "git_commits_url": "git/commits{/sha}",
    "comments_url": "comments{/number}",
    "issue_comment_url": "issues/comments{/number}",
    "contents_url": "contents/{+path}",
    "compare_url": "compare/{base}...{head}",
    "merges_url": "merges",
    "archive_url": "{archive_format}{/ref}",
    "downloads_url": "downloads",
    "issues_url": "issues{/number}",
    "pulls_url": "pulls{/number}",
    "milestones_url": "milestones{/number}",
    "notifications_url": "notifications{?since,all,participating}",
    "labels_url": "labels{/name}",
    "releases_url": "releases{/id}",
    "deployments_url": "deployments",
}


def moment(at: datetime) -> str:
    """A time as GitHub writes it: to the second, `Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def node_id(prefix: str, number: int) -> str:
    """An opaque id as GitHub's newer ones look."""
    return f"{prefix}_sim{number}"


def account(person: Person) -> Json:
    """A person's account on GitHub."""
    own: Account = person.accounts["github"]
    return _account(own.login, own.number, kind="Bot" if own.is_bot else "User")


def _account(login: str, number: int, *, kind: str) -> Json:
    name = login.replace("[", "%5B").replace("]", "%5D")
    page = f"apps/{login.removesuffix('[bot]')}" if kind == "Bot" else login
    return {
        "login": login,
        "id": number,
        "node_id": node_id("U", number),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number}?v=4",
        "gravatar_id": "",
        "url": f"{API}/users/{name}",
        "html_url": f"{SITE}/{page}",
        **{key: f"{API}/users/{name}/{path}" for key, path in _ACCOUNT_PATHS.items()},
        "type": kind,
        "site_admin": False,
    }


def organization(repository: Repository) -> Json:
    """The organisation that owns a repository, as payloads name it at the top."""
    url = f"{API}/orgs/{repository.owner}"
    return {
        "login": repository.owner,
        "id": repository.owner_number,
        "node_id": node_id("O", repository.owner_number),
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{repository.owner_number}?v=4",
        "description": "Simulated organisation",
    }


def repository_of(act: Act) -> Json:
    """The repository with its counters as they stood after the act."""
    return repository_object(act.repository, act.standing, at=act.occurred_at)


def repository_object(repository: Repository, standing: Standing, *, at: datetime) -> Json:
    """A repository as GitHub shows it."""
    owner = _account(repository.owner, repository.owner_number, kind="Organization")
    return _repository(
        full_name=repository.full_name,
        number=repository.number,
        owner=owner,
        facts={
            "description": repository.description,
            "fork": False,
            "created_at": moment(repository.created_at),
            "updated_at": moment(at),
            "pushed_at": moment(standing.pushed_at or repository.created_at),
            "language": repository.language,
            "default_branch": repository.default_branch,
        },
        standing=standing,
    )


def forked_repository(act: Act) -> Json:
    """The copy that the act's person took of the repository."""
    return fork_of(act, act.person, created_at=act.occurred_at) | {"public": True}


def fork_of(act: Act, owner: Person, *, created_at: datetime) -> Json:
    """Somebody's copy of the act's repository; the same person's has the same id every time."""
    own, origin = owner.accounts["github"], act.repository
    return _repository(
        full_name=f"{own.login}/{origin.name}",
        number=10 * own.number + origin.number % 10_000_000,
        owner=account(owner),
        facts={
            "description": origin.description,
            "fork": True,
            "created_at": moment(created_at),
            "updated_at": moment(act.occurred_at),
            "pushed_at": moment(act.occurred_at),
            "language": None,
            "default_branch": origin.default_branch,
        },
        standing=Standing(),
    )


def _repository(
    *, full_name: str, number: int, owner: Json, facts: Json, standing: Standing
) -> Json:
    api, page = f"{API}/repos/{full_name}", f"{SITE}/{full_name}"
    return {
        "id": number,
        "node_id": node_id("R", number),
        "name": full_name.partition("/")[2],
        "full_name": full_name,
        "private": False,
        "owner": owner,
        "html_url": page,
        "description": facts["description"],
        "fork": facts["fork"],
        "url": api,
        **{key: f"{api}/{path}" for key, path in _REPOSITORY_PATHS.items()},
        "created_at": facts["created_at"],
        "updated_at": facts["updated_at"],
        "pushed_at": facts["pushed_at"],
        "git_url": f"git://github.com/{full_name}.git",
        "ssh_url": f"git@github.com:{full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "homepage": None,
        "size": 1024,
        "stargazers_count": standing.stars,
        "watchers_count": standing.stars,
        "language": facts["language"],
        "has_issues": True,
        "has_projects": True,
        "has_downloads": True,
        "has_wiki": True,
        "has_pages": False,
        "forks_count": standing.forks,
        "mirror_url": None,
        "archived": False,
        "disabled": False,
        "open_issues_count": standing.open_issues,
        "license": None,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": [],
        "visibility": "public",
        "forks": standing.forks,
        "open_issues": standing.open_issues,
        "watchers": standing.stars,
        "default_branch": facts["default_branch"],
        "custom_properties": {},
    }


def commit_object(commit: Commit, page: str, *, is_known: bool) -> Json:
    """A commit as a push lists it; `is_known` says that another branch had it already."""
    author = _signature(commit)
    forge = {"name": "GitHub", "email": "noreply@github.com", "username": "web-flow"}
    return {
        "id": commit.sha,
        "tree_id": commit.tree_sha,
        "distinct": not is_known,
        "message": commit.message,
        "timestamp": commit.authored_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "url": f"{page}/commit/{commit.sha}",
        "author": author,
        "committer": forge if commit.made_by_forge else author,
        "added": list(commit.added),
        "removed": list(commit.removed),
        "modified": list(commit.modified),
    }


def _signature(commit: Commit) -> Json:
    """Who wrote a commit: name and e-mail from git, the login where the e-mail is an account's."""
    own = commit.author.accounts.get("github")
    if own is None:
        return {"name": commit.author.person_id, "email": commit.author.email}
    return {"name": own.display_name, "email": commit.author.email, "username": own.login}

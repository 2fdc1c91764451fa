"""What four archive hours hold, counted line by line in plain Python.

The same definitions as the core marts, from the lines alone: an act is counted once, by what
identifies it, whichever events tell of it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from raw_events import RawEvent

Told = dict[str, Any]

_GHOST = 10137
"""GitHub's account `ghost`, which stands for every account that was deleted: it is nobody."""

_ADDRESS = re.compile(r".@.+\..")
_COMMENTS = {
    "IssueCommentEvent": "issue_commented",
    "PullRequestReviewCommentEvent": "review_commented",
    "CommitCommentEvent": "commit_commented",
}


@dataclass(slots=True)
class ArchiveCount:
    """The acts of an archive: per kind the keys that tell them apart."""

    acts: dict[str, set[Any]] = field(default_factory=lambda: defaultdict(set))
    witnessed: dict[str, set[Any]] = field(default_factory=lambda: defaultdict(set))
    people: set[Any] = field(default_factory=set)

    def counts(self) -> dict[str, int]:
        """How many acts of each kind there are, whether seen or only shown later."""
        return {kind: len(keys) for kind, keys in self.acts.items()}

    def witnessed_counts(self) -> dict[str, int]:
        """How many acts of each kind an event of their own tells of."""
        return {kind: len(keys) for kind, keys in self.witnessed.items()}

    def see(self, kind: str, key: Any, *, witnessed: bool = True) -> None:
        """Count an act."""
        self.acts[kind].add(key)
        if witnessed:
            self.witnessed[kind].add(key)


def count_archive(events: Iterable[RawEvent]) -> ArchiveCount:
    """Count every act in the events."""
    told_events = [json.loads(event.body) for event in events]
    numbers = _pull_requests_by_number(told_events)
    counted = ArchiveCount()
    for told in told_events:
        _count_plain_acts(told, counted)
        _count_commits(told, counted)
        _count_issue(told, counted)
        _count_pull_request(told, counted, numbers=numbers)
        _count_accounts(told, counted)
    return counted


def _count_plain_acts(told: Told, counted: ArchiveCount) -> None:
    payload, repository, actor = told["payload"], told["repo"]["id"], told["actor"]["id"]
    kind = told["type"]
    if kind == "WatchEvent":
        counted.see("repository_starred", (repository, actor, told["created_at"]))
    elif kind == "ForkEvent":
        counted.see("repository_forked", payload["forkee"]["id"])
    elif kind == "ReleaseEvent":
        counted.see("release_published", payload["release"]["id"])
    elif kind == "PushEvent":
        moved = (payload["ref"], payload["before"], payload["head"])
        counted.see("push", (repository, *moved, told["created_at"]))
    elif kind in _COMMENTS:
        on_pull_request = "pull_request" in payload.get("issue", {})
        name = "pull_request_commented" if on_pull_request else _COMMENTS[kind]
        counted.see(name, payload["comment"]["id"])


def _count_commits(told: Told, counted: ArchiveCount) -> None:
    for commit in told["payload"].get("commits", []):
        counted.see("commit_authored", (told["repo"]["id"], commit["sha"]))
        address = (commit["author"]["email"] or "").lower()
        if _ADDRESS.search(address) and "noreply" not in address:
            counted.people.add(address)
        else:
            counted.people.add((address, commit["author"]["name"]))


def _count_issue(told: Told, counted: ArchiveCount) -> None:
    issue = told["payload"].get("issue")
    if issue is None or "pull_request" in issue:
        return
    action = told["payload"]["action"] if told["type"] == "IssuesEvent" else "shown"
    counted.see("issue_opened", issue["id"], witnessed=action == "opened")
    if issue["state"] == "closed":
        counted.see("issue_closed", (issue["id"], issue["closed_at"]), witnessed=action == "closed")
    if action == "reopened":
        counted.see("issue_reopened", (issue["id"], issue["updated_at"]))


def _count_pull_request(told: Told, counted: ArchiveCount, *, numbers: dict[Any, Any]) -> None:
    shown = _shown_pull_request(told)
    if shown is None:
        return
    numbered = (told["repo"]["id"], shown["number"])
    identity = numbers.get(numbered, numbered)
    action = told["payload"]["action"] if told["type"] == "PullRequestEvent" else "shown"
    counted.see("pull_request_opened", identity, witnessed=action == "opened")
    if shown.get("merged") or shown.get("merged_at"):
        ended = (identity, shown["merged_at"])
        counted.see("pull_request_merged", ended, witnessed=action == "closed")
    elif shown["state"] == "closed" and "pull_request" in told["payload"]:
        ended = (identity, shown["closed_at"])
        counted.see("pull_request_closed", ended, witnessed=action == "closed")
    if action == "reopened":
        counted.see("pull_request_reopened", (identity, shown["updated_at"]))


def _shown_pull_request(told: Told) -> Told | None:
    payload = told["payload"]
    issue: Told = payload.get("issue", {})
    if "pull_request" in payload:
        return dict(payload["pull_request"])
    return issue if "pull_request" in issue else None


def _pull_requests_by_number(told_events: list[Told]) -> dict[Any, Any]:
    return {
        (told["repo"]["id"], told["payload"]["pull_request"]["number"]): told["payload"][
            "pull_request"
        ]["id"]
        for told in told_events
        if "pull_request" in told["payload"]
    }


def _count_accounts(told: Told, counted: ArchiveCount) -> None:
    payload = told["payload"]
    counted.people.add(told["actor"]["id"])
    for thing in ("issue", "pull_request", "comment"):
        counted.people.add(payload.get(thing, {}).get("user", {}).get("id"))
    counted.people.add((payload.get("pull_request", {}).get("merged_by") or {}).get("id"))
    counted.people.add(payload.get("release", {}).get("author", {}).get("id"))
    owner = payload.get("forkee", {}).get("owner", {})
    if owner.get("type") != "Organization":
        counted.people.add(owner.get("id"))
    counted.people -= {None, _GHOST}

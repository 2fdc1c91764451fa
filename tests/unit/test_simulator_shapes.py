"""Every simulated payload against real deliveries of the same event: names, types, what is always there."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

import pytest
from shared_samples import captured, octokit_payloads, sample, signed_delivery

from producers.simulator import simulate
from producers.simulator.signing import SigningSecrets, request

SECRETS = SigningSecrets(github="github-test-secret-0001", gitee="gitee-test-secret-00001")

Shape = dict[str, set[str]]
"""JSON types by path; a list's items share the path of the list with `[]`."""

GITHUB_EVENTS = (
    "ping", "push", "create", "issues", "issue_comment", "pull_request", "pull_request_review",
    "pull_request_review_comment", "commit_comment", "star", "watch", "fork", "release",
)  # fmt: skip
GITEE_HOOKS = ("push_hooks", "tag_push_hooks", "issue_hooks", "merge_request_hooks", "note_hooks")

MAIN_OBJECTS = {
    "push": "head_commit", "issues": "issue", "issue_comment": "comment", "pull_request": "pull_request",
    "pull_request_review": "review", "pull_request_review_comment": "comment", "commit_comment": "comment",
    "fork": "forkee", "release": "release", "ping": "hook",
    "push_hooks": "head_commit", "issue_hooks": "issue", "merge_request_hooks": "pull_request",
    "note_hooks": "comment", "tag_push_hooks": "head_commit",
}  # fmt: skip

NO_ACCOUNT = (
    "no capture has a commit whose author has no account there; a mirror's mostly have none"
)
EMPTY = "this list of file names is empty in every capture"
WITHOUT_A_SAMPLE = {
    ("gitee", "<commit>.author.id", "null"): NO_ACCOUNT,
    ("gitee", "<commit>.author.url", "null"): NO_ACCOUNT,
    ("gitee", "<commit>.author.user_name", "null"): NO_ACCOUNT,
    ("gitee", "<commit>.author.username", "null"): NO_ACCOUNT,
    ("gitee", "<commit>.committer.id", "null"): NO_ACCOUNT,
    ("gitee", "<commit>.committer.url", "null"): NO_ACCOUNT,
    ("gitee", "<commit>.committer.user_name", "null"): NO_ACCOUNT,
    ("gitee", "<commit>.committer.username", "null"): NO_ACCOUNT,
    ("gitee", "<commit>.added[]", "string"): EMPTY,
    ("gitee", "<commit>.removed[]", "string"): EMPTY,
    ("github", "<commit>.removed[]", "string"): EMPTY,
}

EVENTS_OF_FILES = {
    "push": "push", "pr_review": "pull_request_review", "pr": "pull_request", "comment": "issue_comment",
    "release": "release", "branch_create": "create", "tag_create": "create",
}  # fmt: skip


@cache
def simulated() -> dict[str, list[dict[str, Any]]]:
    payloads: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for act in simulate(deliveries=2000).acts:
        sent = request(act, secrets=SECRETS, sent_at_ms=1_780_000_000_000)
        body = json.loads(sent.body)
        if act.kind == "ping" and act.repository.platform == "gitee":
            payloads["ping_hooks"].append(body)
        else:
            payloads[body.get("hook_name") or sent.headers["X-GitHub-Event"]].append(body)
    return payloads


@cache
def github_samples() -> dict[str, list[dict[str, Any]]]:
    samples: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event, body in octokit_payloads():
        samples[event].append(json.loads(body))
    for name, body in captured("github-webhooks/go-scm"):
        for start, event in EVENTS_OF_FILES.items():
            if name.startswith(start):
                samples[event].append(json.loads(body))
                break
    for event, payload in _archived():
        samples[event].append(payload)
    return samples


def _archived() -> Iterator[tuple[str, dict[str, Any]]]:
    """Merged pull requests and their comments: no webhook sample has one, an hour of the archive does."""
    with gzip.open(sample("gharchive/2015-01-01-3.json.gz"), "rt", encoding="utf-8") as lines:
        for line in islice(lines, 3000):
            if '"PullRequestEvent"' in line:
                payload = json.loads(line)["payload"]
                yield "archived", {"pull_request": payload["pull_request"]}
            elif '"IssueCommentEvent"' in line:
                payload = json.loads(line)["payload"]
                yield "archived", {"issue": payload["issue"], "comment": payload["comment"]}


@cache
def gitee_samples() -> dict[str, list[dict[str, Any]]]:
    samples: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for _, body in captured("gitee-webhooks/go-scm"):
        payload = json.loads(body)
        samples[payload["hook_name"]].append(payload)
    _, ping = signed_delivery("gitee-webhooks/signed/gitee_push_ping")
    samples["push_hooks"].append(json.loads(ping))
    return samples


COMMON_OBJECTS = {
    "followers_url": "<account>", "forks_url": "<repository>", "tree_id": "<commit>",
    "members_url": "<organization>", "due_on": "<milestone>", "labels_url": "<issue>",
    "avatar_url": "<account>", "path_with_namespace": "<repository>", "type_name": "<issue>",
}  # fmt: skip
"""Objects that a forge writes the same wherever they stand, by a key that only they have."""


def paths(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield path, "object"
        mark = next((mark for mark in COMMON_OBJECTS if mark in value), None) if path else None
        base = COMMON_OBJECTS[mark] if mark else path
        for key, inner in value.items():
            yield from paths(inner, f"{base}.{key}" if base else key)
    elif isinstance(value, list):
        yield path, "list"
        for inner in value:
            yield from paths(inner, f"{path}[]")
    else:
        names = {bool: "boolean", int: "number", float: "number", str: "string"}
        yield path, names.get(type(value), "null")


def shape(payloads: Iterable[dict[str, Any]]) -> Shape:
    found: Shape = defaultdict(set)
    for payload in payloads:
        for path, kind in paths(payload):
            found[path].add(kind)
    return found


def strangers(
    event: str, samples: dict[str, list[dict[str, Any]]], *, forge: str
) -> set[tuple[str, str, str]]:
    """What simulated payloads of an event say that no real one does, common objects apart."""
    real = shape(samples[event] + samples["archived"])
    for path, kinds in shape(p for payloads in samples.values() for p in payloads).items():
        if path.startswith("<") or path in ("repository", "organization", "sender"):
            real[path] |= kinds
    return {
        (forge, path, kind)
        for path, kinds in shape(simulated()[event]).items()
        for kind in kinds - real.get(path, set())
    } - set(WITHOUT_A_SAMPLE)


@pytest.mark.parametrize("event", GITHUB_EVENTS)
def test_github_payloads_say_nothing_that_real_ones_do_not(event: str) -> None:
    assert strangers(event, github_samples(), forge="github") == set()


@pytest.mark.parametrize("hook", GITEE_HOOKS)
def test_gitee_payloads_say_nothing_that_captured_ones_do_not(hook: str) -> None:
    assert strangers(hook, gitee_samples(), forge="gitee") == set()


@pytest.mark.parametrize("event", GITHUB_EVENTS + GITEE_HOOKS)
def test_what_all_real_payloads_say_simulated_ones_say_too(event: str) -> None:
    real = (github_samples() | gitee_samples())[event]
    ours = simulated()[event]
    for name in ("", MAIN_OBJECTS.get(event, "")):
        in_all = _shared_keys(real, name)
        assert in_all <= _shared_keys(ours, name)


def _shared_keys(payloads: list[dict[str, Any]], name: str) -> set[str]:
    objects = [payload if name == "" else payload.get(name) for payload in payloads]
    keys = [set(found) for found in objects if isinstance(found, dict)]
    return set.intersection(*keys)


def test_the_repository_has_all_that_every_real_repository_has() -> None:
    real = [p["repository"] for ps in github_samples().values() for p in ps if "repository" in p]
    ours = [p["repository"] for event in GITHUB_EVENTS for p in simulated()[event]]
    needed = set.intersection(*(set(repository) for repository in real))
    assert [repository for repository in ours if not needed <= set(repository)] == []


@pytest.mark.parametrize("platform", ["github", "gitee"])
def test_the_headers_are_those_of_a_real_signed_delivery(platform: str) -> None:
    name = {"github": "github_ping", "gitee": "gitee_push_ping"}[platform]
    real, _ = signed_delivery(f"{platform}-webhooks/signed/{name}")
    ping = next(
        act
        for act in simulate(deliveries=100).acts
        if act.kind == "ping" and act.repository.platform == platform
    )
    sent = request(ping, secrets=SECRETS, sent_at_ms=1_780_000_000_000)
    assert {header.lower() for header in sent.headers} == {header.lower() for header, _ in real}


def test_a_gitee_ping_is_a_whole_push() -> None:
    _, body = signed_delivery("gitee-webhooks/signed/gitee_push_ping")
    real = json.loads(body)
    for ping in simulated()["ping_hooks"]:
        assert set(real) <= set(ping)
        assert ping["commits"]
        assert ping["ref"].startswith("refs/heads/")

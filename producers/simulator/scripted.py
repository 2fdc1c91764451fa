"""Scenes that every simulation of some size has, so that nothing worth showing is left to chance."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from producers.simulator import scenes
from producers.simulator.community import Person
from producers.simulator.programme import Repository
from producers.simulator.pull_requests import (
    begin_pull_request,
    close,
    merge,
    reopen_and_merge,
    review,
    revise,
)
from producers.simulator.story import Stage, Step


def scripted_scenes(stage: Stage) -> Iterator[list[Step]]:
    """One list of steps for each scene; those that do not fit are left out by whoever plots."""
    repositories = {r.name: r for r in stage.community.repositories if not r.is_mirror}
    for name, days_ago in (("kite", 9), ("kite", 16), ("lantern-docs", 12)):
        yield _newcomer_waits(stage, repositories[name], days_ago=days_ago)
    for name, days_ago in (("teapot", 40), ("teapot", 110), ("ferry", 75), ("abacus", 30)):
        yield _nobody_answers(stage, repositories[name], days_ago=days_ago)
    yield _only_the_author_speaks(stage, repositories["abacus"], days_ago=50)
    yield _only_the_bot_speaks(stage, repositories["kite"], days_ago=25)
    for name, days_ago in (("abacus", 45), ("abacus-connectors", 28)):
        yield _changes_are_requested(stage, repositories[name], days_ago=days_ago)
    for name, days_ago in (("lantern", 60), ("abacus-connectors", 75)):
        yield _comes_back(stage, repositories[name], days_ago=days_ago)
    for name, days_ago in (("kite", 35), ("ferry", 55)):
        yield _is_refused(stage, repositories[name], days_ago=days_ago, then_merged=False)
    yield _is_refused(stage, repositories["lantern"], days_ago=80, then_merged=True)
    for name, days_ago in (("ferry", 150), ("lantern", 100)):
        yield _first_release(stage, repositories[name], days_ago=days_ago)
    for week in range(50):
        yield _key_person_pushes(stage, repositories["loom"], days_ago=365 - 7 * week)


def _moment(stage: Stage, *, days_ago: int) -> datetime:
    return stage.community.ends_at - timedelta(days=days_ago, seconds=stage.rng.randrange(30_000))


def _maintainer(stage: Stage, repository: Repository) -> Person:
    return next(
        person
        for person in stage.community.members(repository.project_id)
        if person.role == "maintainer" and repository.platform in person.accounts
    )


def _somebody_else(stage: Stage, repository: Repository) -> Person:
    maintainer = _maintainer(stage, repository)
    return next(
        person
        for person in reversed(list(stage.community.members(repository.project_id)))
        if repository.platform in person.accounts and person is not maintainer
    )


def _newcomer_waits(stage: Stage, repository: Repository, *, days_ago: int) -> list[Step]:
    at = _moment(stage, days_ago=days_ago)
    newcomers = [
        person
        for person in stage.community.members(repository.project_id)
        if person.role == "newcomer" and repository.platform in person.accounts
    ]
    author = stage.rng.choice(newcomers) if newcomers else _somebody_else(stage, repository)
    telling = begin_pull_request(stage, repository, author, at)
    telling.bot_speaks("pull_request_commented")
    return telling.steps


def _nobody_answers(stage: Stage, repository: Repository, *, days_ago: int) -> list[Step]:
    at = _moment(stage, days_ago=days_ago)
    author = stage.someone(repository, at) or _somebody_else(stage, repository)
    return scenes.begin_issue(stage, repository, author, at).steps


def _only_the_author_speaks(stage: Stage, repository: Repository, *, days_ago: int) -> list[Step]:
    author = _somebody_else(stage, repository)
    at = _moment(stage, days_ago=days_ago)
    telling = scenes.begin_issue(stage, repository, author, at)
    for _ in range(3):
        telling.wait(hours=30)
        telling.talk("issue_commented", author)
    return telling.steps


def _only_the_bot_speaks(stage: Stage, repository: Repository, *, days_ago: int) -> list[Step]:
    author = _somebody_else(stage, repository)
    at = _moment(stage, days_ago=days_ago)
    telling = scenes.begin_issue(stage, repository, author, at)
    for _ in range(2):
        telling.bot_speaks("issue_commented")
    return telling.steps


def _changes_are_requested(stage: Stage, repository: Repository, *, days_ago: int) -> list[Step]:
    reviewer = _maintainer(stage, repository)
    author = _somebody_else(stage, repository)
    at = _moment(stage, days_ago=days_ago)
    telling = begin_pull_request(stage, repository, author, at)
    telling.wait(hours=5)
    review(telling, reviewer, state="changes_requested")
    telling.wait(hours=20)
    revise(telling)
    telling.wait(hours=4)
    review(telling, reviewer, state="approved")
    merge(telling, reviewer)
    return telling.steps


def _comes_back(stage: Stage, repository: Repository, *, days_ago: int) -> list[Step]:
    author, helper = _somebody_else(stage, repository), _maintainer(stage, repository)
    at = _moment(stage, days_ago=days_ago)
    telling = scenes.begin_issue(stage, repository, author, at)
    telling.wait(hours=3)
    telling.talk("issue_commented", helper)
    telling.wait(hours=20)
    telling.tell("issue_closed", helper, state="closed")
    scenes.reopen(telling, author, helper)
    return telling.steps


def _is_refused(
    stage: Stage, repository: Repository, *, days_ago: int, then_merged: bool
) -> list[Step]:
    author, closer = _somebody_else(stage, repository), _maintainer(stage, repository)
    telling = begin_pull_request(stage, repository, author, _moment(stage, days_ago=days_ago))
    telling.wait(hours=10)
    telling.talk("pull_request_commented", closer)
    close(telling, closer)
    if then_merged:
        reopen_and_merge(telling, closer)
    return telling.steps


def _key_person_pushes(stage: Stage, repository: Repository, *, days_ago: int) -> list[Step]:
    key_person = _maintainer(stage, repository)
    at = stage.hour(stage.community.ends_at - timedelta(days=days_ago), key_person)
    return scenes.direct_push(stage, repository, key_person, at)[:1]


def _first_release(stage: Stage, repository: Repository, *, days_ago: int) -> list[Step]:
    at = _moment(stage, days_ago=days_ago)
    return scenes.release(repository, _maintainer(stage, repository), at, tag="v0.0.1")

"""The scenes a story is told in: one issue, one pull request, one push, one star, one release."""

from datetime import datetime, timedelta

from producers.simulator.community import Person
from producers.simulator.programme import Repository
from producers.simulator.story import Kind, Stage, Step, Thread
from producers.simulator.telling import Telling, saying, title


def issue(stage: Stage, repository: Repository, author: Person, opened_at: datetime) -> list[Step]:
    """An issue from its opening to wherever it gets."""
    telling = begin_issue(stage, repository, author, opened_at)
    if stage.chance(0.4):
        telling.bot_speaks("issue_commented")
    if stage.chance(0.15):
        telling.wait(hours=6)
        telling.talk("issue_commented", author)
    if not telling.is_answered():
        if stage.chance(0.12):
            telling.wait(hours=200)
            telling.tell("issue_closed", author)
        return telling.steps
    telling.wait(hours=stage.project(repository).answer_hours)
    helper = telling.helper()
    if helper is None:
        return telling.steps
    telling.talk("issue_commented", helper)
    _discuss_and_close(telling, author, helper)
    return telling.steps


def _discuss_and_close(telling: Telling, author: Person, helper: Person) -> None:
    stage = telling.stage
    if telling.thread.repository.platform == "gitee" and stage.chance(0.5):
        telling.a_moment()
        telling.tell("issue_progressing", helper)
    for place in range(stage.rng.choice((0, 0, 1, 1, 2, 3))):
        telling.wait(hours=12)
        telling.talk("issue_commented", author if place % 2 == 0 else helper)
    if stage.chance(0.78):
        telling.wait(hours=90)
        refused = telling.thread.repository.platform == "gitee" and stage.chance(0.2)
        closer = helper if stage.chance(0.7) else author
        telling.tell("issue_closed", closer, state="rejected" if refused else "closed")
        if stage.chance(0.1):
            reopen(telling, author, helper)


def begin_issue(
    stage: Stage, repository: Repository, author: Person, opened_at: datetime
) -> Telling:
    """An issue that was just opened."""
    thread = Thread(
        kind="issue",
        repository=repository,
        author=author,
        opened_at=opened_at,
        title=title(stage, repository),
        body=saying(stage, repository),
    )
    telling = Telling(stage, thread)
    telling.tell("issue_opened", author)
    return telling


def reopen(telling: Telling, author: Person, helper: Person) -> None:
    """The author comes back with the same trouble; it may be closed once more."""
    telling.wait(hours=60)
    telling.tell("issue_reopened", author)
    telling.a_moment()
    telling.talk("issue_commented", author)
    if telling.stage.chance(0.6):
        telling.wait(hours=80)
        telling.tell("issue_closed", helper, state="closed")


def ping(stage: Stage, repository: Repository, admin: Person, at: datetime) -> Step:
    """A hook is tried out; Gitee does so with a push that nobody made."""
    if repository.platform == "github":
        return Step(at=at, kind="ping", repository=repository, person=admin)
    return Step(
        at=at,
        kind="ping",
        repository=repository,
        person=admin,
        commits=(stage.commit(admin, at, message="模拟：测试 WebHook 的推送"),),
        ref="refs/heads/test_version",
    )


def direct_push(
    stage: Stage, repository: Repository, author: Person, pushed_at: datetime
) -> list[Step]:
    """A few commits straight to the default branch; sometimes somebody comments on one."""
    count = stage.rng.choice((1, 1, 1, 2, 3))
    commits = tuple(
        stage.commit(
            author,
            pushed_at - timedelta(minutes=20 * (count - place)),
            message=title(stage, repository),
        )
        for place in range(count)
    )
    push = Step(
        at=pushed_at,
        kind="push",
        repository=repository,
        person=author,
        commits=commits,
        ref=f"refs/heads/{repository.default_branch}",
    )
    commented_at = stage.later(pushed_at, hours=8)
    reader = stage.someone(repository, commented_at)
    if repository.platform == "gitee" or reader is None or not stage.chance(0.08):
        return [push]
    comment = Step(
        at=commented_at,
        kind="commit_commented",
        repository=repository,
        person=reader,
        commits=commits[-1:],
        text=saying(stage, repository),
    )
    return [push, comment]


def star(
    stage: Stage, repository: Repository, person: Person, at: datetime, *, is_taken_back: bool
) -> list[Step]:
    """A star, which GitHub tells twice; a few think better of it."""
    kinds: list[tuple[Kind, datetime]] = [("repository_starred", at), ("repository_watched", at)]
    if is_taken_back:
        kinds.append(("repository_unstarred", stage.later(at, hours=100)))
    return [Step(at=when, kind=kind, repository=repository, person=person) for kind, when in kinds]


def fork(repository: Repository, person: Person, at: datetime) -> list[Step]:
    """Somebody takes a copy."""
    return [Step(at=at, kind="repository_forked", repository=repository, person=person)]


def release(repository: Repository, person: Person, at: datetime, *, tag: str) -> list[Step]:
    """A release: on GitHub a tag and three words about it, on Gitee a tag alone."""
    if repository.platform == "gitee":
        kinds: tuple[Kind, ...] = ("tag_pushed",)
    else:
        kinds = (
            "tag_created", "tag_pushed", "release_created", "release_published", "release_released"
        )  # fmt: skip
    return [
        Step(at=at, kind=kind, repository=repository, person=person, ref=f"refs/tags/{tag}")
        for kind in kinds
    ]

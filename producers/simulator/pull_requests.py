"""The story of one pull request: commits, reviews, changes, and how it ends."""

from datetime import datetime, timedelta

from producers.simulator.community import Person
from producers.simulator.programme import Repository
from producers.simulator.story import Stage, Step, Thread
from producers.simulator.telling import Telling, saying, title


def pull_request(
    stage: Stage, repository: Repository, author: Person, opened_at: datetime
) -> list[Step]:
    """A pull request from its first commit to wherever it gets."""
    telling = begin_pull_request(stage, repository, author, opened_at)
    if not author.is_bot and stage.chance(0.3):
        telling.bot_speaks("pull_request_commented")
    if not telling.is_answered():
        return telling.steps
    telling.wait(hours=stage.project(repository).answer_hours)
    reviewer = telling.helper()
    if reviewer is None:
        return telling.steps
    approved = _review_rounds(telling, reviewer)
    ending = stage.rng.random()
    if approved and ending < 0.86:
        merge(telling, reviewer)
    elif ending < 0.94:
        close(telling, reviewer)
        if repository.platform == "github" and stage.chance(0.3):
            reopen_and_merge(telling, reviewer)
    return telling.steps


def begin_pull_request(
    stage: Stage, repository: Repository, author: Person, opened_at: datetime
) -> Telling:
    """A pull request that was just opened, from a fork or from a branch of the repository."""
    is_member = author.is_bot or (author.role in ("maintainer", "regular") and stage.chance(0.35))
    thread = Thread(
        kind="pull_request",
        repository=repository,
        author=author,
        opened_at=opened_at,
        title=title(stage, repository),
        body=saying(stage, repository),
        head_ref=f"topic-{stage.rng.getrandbits(24):06x}",
        head_is_fork=not is_member,
    )
    telling = Telling(stage, thread)
    count = 1 if author.is_bot else stage.rng.choice((1, 1, 2, 3))
    for place in range(count):
        wrote_at = opened_at - timedelta(minutes=50 * (count - place))
        thread.commits.append(stage.commit(author, wrote_at, message=thread.title))
    if is_member:
        telling.now = opened_at - timedelta(seconds=30)
        if repository.platform == "gitee":
            telling.tell("branch_created", author, ref=f"refs/heads/{thread.head_ref}")
            telling.now += timedelta(seconds=10)
        telling.tell(
            "push",
            author,
            commits=thread.commits,
            ref=f"refs/heads/{thread.head_ref}",
        )
        telling.now = opened_at
    telling.tell("pull_request_opened", author, commits=thread.commits)
    return telling


def _review_rounds(telling: Telling, reviewer: Person) -> bool:
    """Whether the reviewer is content in the end."""
    stage, on_gitee = telling.stage, telling.thread.repository.platform == "gitee"
    if stage.chance(0.35):
        telling.talk("pull_request_commented", reviewer)
        telling.wait(hours=10)
        telling.talk("pull_request_commented", telling.thread.author)
        telling.wait(hours=10)
    while stage.chance(0.3):
        if on_gitee:
            telling.talk("pull_request_commented", reviewer)
        else:
            review(telling, reviewer, state="changes_requested")
        telling.wait(hours=20)
        revise(telling)
        telling.wait(hours=16)
        if stage.chance(0.1):
            return False
    if stage.chance(0.85):
        review(telling, reviewer, state="approved")
    return True


def review(telling: Telling, reviewer: Person, *, state: str) -> None:
    """A review with its inline comments, which GitHub tells one by one."""
    telling.tell("pull_request_reviewed", reviewer, state=state, text="Simulated review.")
    if telling.thread.repository.platform == "github":
        for _ in range(telling.stage.rng.choice((0, 0, 1, 2))):
            telling.tell(
                "review_commented", reviewer, text=saying(telling.stage, telling.thread.repository)
            )


def revise(telling: Telling) -> None:
    """The author adds a commit; a branch of the repository itself tells of it as a push, too."""
    thread = telling.thread
    commit = telling.stage.commit(thread.author, telling.now, message=thread.title)
    thread.commits.append(commit)
    if not thread.head_is_fork:
        telling.tell("push", thread.author, commits=[commit], ref=f"refs/heads/{thread.head_ref}")
    telling.tell("pull_request_updated", thread.author, commits=[commit])


def merge(telling: Telling, merger: Person) -> None:
    """The merge and the push the forge makes of it, by the same person.

    A merge commit is authored by who pressed the button, a squashed one by the pull request's
    author; both are committed by the forge.
    """
    stage, thread = telling.stage, telling.thread
    telling.wait(hours=8)
    squash = stage.chance(0.4)
    author = thread.author if squash else merger
    made = stage.commit(
        author,
        telling.now,
        message=thread.title if squash else f"Merge pull request from {thread.head_ref}",
        made_by_forge=True,
        is_merge=not squash,
    )
    telling.tell("pull_request_merged", merger, commits=[made])
    pushed = [made] if squash else [*thread.commits, made]
    known = frozenset() if thread.head_is_fork else frozenset(c.sha for c in thread.commits)
    telling.now += timedelta(seconds=1)
    telling.tell(
        "push",
        merger,
        commits=pushed,
        known=known,
        ref=f"refs/heads/{thread.repository.default_branch}",
    )


def close(telling: Telling, closer: Person) -> None:
    """Closed unmerged, after a while."""
    telling.wait(hours=70)
    telling.tell("pull_request_closed", closer)


def reopen_and_merge(telling: Telling, merger: Person) -> None:
    """The author asks for another chance, and gets it."""
    telling.wait(hours=50)
    telling.tell("pull_request_reopened", telling.thread.author)
    merge(telling, merger)

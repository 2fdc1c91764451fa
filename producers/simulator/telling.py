"""How a thread's story is told: step by step, with what people write."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from producers.simulator.community import Person
from producers.simulator.programme import Repository
from producers.simulator.story import Commit, Kind, Stage, Step, Thread

_TITLES_EN = ("timeout when the store is busy", "unclear error message", "wrong default in the guide",
              "support another storage", "crash on an empty file", "slow start with many nodes")  # fmt: skip
_TITLES_ZH = (
    "启动很慢",
    "文档里的默认值不对",
    "空文件会崩溃",
    "希望支持其他存储",
    "错误信息不清楚",
    "编译失败",
)
_SAYS_EN = ("Thank you, I can see it here as well.", "Which version is this?", "Fixed on the main branch, please try.",
            "That is how it is meant to work.", "Let me look into it.", "Would you like to send a change?")  # fmt: skip
_SAYS_ZH = (
    "谢谢反馈，我这里也能复现。",
    "请问是哪个版本？",
    "主干已经修复，请再试一下。",
    "我来看看。",
    "欢迎提交修改。",
)
_MARK_EN, _MARK_ZH = "Simulated: ", "模拟："


def title(stage: Stage, repository: Repository) -> str:
    """A title in the forge's usual language that says it is simulated."""
    if repository.platform == "gitee":
        return _MARK_ZH + stage.rng.choice(_TITLES_ZH)
    return _MARK_EN + stage.rng.choice(_TITLES_EN)


def saying(stage: Stage, repository: Repository) -> str:
    """What somebody writes in a comment."""
    return stage.rng.choice(_SAYS_ZH if repository.platform == "gitee" else _SAYS_EN)


class Telling:
    """The steps of one thread, each later than the one before."""

    def __init__(self, stage: Stage, thread: Thread) -> None:
        self.stage = stage
        self.thread = thread
        self.now = thread.opened_at
        self.steps: list[Step] = []

    def tell(
        self,
        kind: Kind,
        person: Person,
        *,
        at: datetime | None = None,
        state: str = "",
        text: str = "",
        commits: Sequence[Commit] = (),
        known: frozenset[str] = frozenset(),
        ref: str = "",
    ) -> None:
        """Add a step, by default now."""
        self.now = max(at or self.now, self.now)
        self.steps.append(
            Step(
                at=self.now,
                kind=kind,
                repository=self.thread.repository,
                person=person,
                thread=self.thread,
                commits=tuple(commits),
                known_commits=known,
                ref=ref,
                state=state,
                text=text,
            )
        )

    def wait(self, *, hours: float) -> datetime:
        """Let time pass; the new moment."""
        self.now = self.stage.later(self.now, hours=hours)
        return self.now

    def a_moment(self) -> datetime:
        """Let some seconds pass, as between a click and what a machine makes of it."""
        self.now += timedelta(seconds=self.stage.rng.randrange(2, 40))
        return self.now

    def helper(self) -> Person | None:
        """Somebody other than the author who is around now, most likely a maintainer."""
        return self.stage.someone(
            self.thread.repository,
            self.now,
            besides=(self.thread.author,),
            roles=("maintainer", "regular"),
        )

    def talk(self, kind: Kind, person: Person) -> None:
        """A comment by that person, now."""
        self.tell(kind, person, text=saying(self.stage, self.thread.repository))

    def bot_speaks(self, kind: Kind) -> None:
        """The bot's greeting, where the forge has the bot."""
        bot = self.stage.community.bot
        if self.thread.repository.platform in bot.accounts:
            self.a_moment()
            self.tell(kind, bot, text="Simulated bot: thank you, a human will look at it.")

    def is_answered(self) -> bool:
        """Whether this thread gets an answer: fading projects and growing ones lose their breath."""
        project = self.stage.project(self.thread.repository)
        community = self.stage.community
        place = (self.now - community.starts_at) / (community.ends_at - community.starts_at)
        tired = {"steady": 0.0, "growing": 0.25, "fading": 1.1}[project.rhythm] * place
        return self.stage.chance(project.answered - tired)

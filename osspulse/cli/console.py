"""What a person or a program sees: results on standard output, everything else beside it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from osspulse.settings import Settings

Facts = Mapping[str, Any]
Step = Callable[[int, int], None]

_LINE_EVERY_SECONDS = 5.0


class Terminal:
    """Prints results for people, or one JSON object for programs."""

    def __init__(self, *, as_json: bool) -> None:
        """Results go to standard output; progress and messages to standard error."""
        self.as_json = as_json
        self._beside = Console(stderr=True, highlight=False)

    def result(self, facts: Facts, *lines: str) -> None:
        """Print `lines`, or `facts` where JSON was asked for."""
        if self.as_json:
            click.echo(json.dumps(facts, default=str, ensure_ascii=False))
        else:
            for line in lines:
                click.echo(line)

    def say(self, line: str) -> None:
        """Tell a person something that is not a result."""
        self._beside.print(line, markup=False, soft_wrap=True)

    @contextmanager
    def progress(self, step: str) -> Iterator[Step]:
        """A bar where standard error is a terminal, a line now and then where it is not."""
        started = time.monotonic()
        if self._beside.is_terminal:
            with self._bar(step) as advance:
                yield advance
        else:
            self.say(f"{step} …")
            yield self._lines(step)
        self.say(f"{step}: done in {time.monotonic() - started:.1f} s")

    @contextmanager
    def _bar(self, step: str) -> Iterator[Step]:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self._beside, transient=True) as bars:
            task = bars.add_task(step, total=None)
            yield lambda done, total: bars.update(task, completed=done, total=total)

    def _lines(self, step: str) -> Step:
        last_said = time.monotonic()

        def advance(done: int, total: int) -> None:
            nonlocal last_said
            if time.monotonic() - last_said >= _LINE_EVERY_SECONDS:
                last_said = time.monotonic()
                self.say(f"{step}: {done:,} of {total:,}")

        return advance


pass_terminal = click.make_pass_decorator(Terminal)


def settings(**overrides: Any) -> Settings:
    """The settings of the running command; options that were given beat the environment."""
    return Settings.load(**{name: value for name, value in overrides.items() if value is not None})

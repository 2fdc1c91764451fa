"""Commands for the embedded stack: Kafka, the receiver and Airflow on this machine."""

import signal
import threading
from dataclasses import asdict

import click

from osspulse.cli.console import Terminal, pass_terminal, settings
from osspulse.embedded import PARTS, PartStatus


@click.command()
@click.option("--detach", is_flag=True, help="Return once everything answers.")
@click.option("--only", help=f"Parts to start, separated by commas: {', '.join(PARTS)}.")
@pass_terminal
def up(terminal: Terminal, detach: bool, only: str | None) -> None:
    """Start Kafka, the receiver and Airflow; with Ctrl-C, stop them again."""
    from osspulse.embedded import check_parts, down, stay
    from osspulse.embedded import up as bring_up

    chosen = settings()
    names = check_parts(PARTS if only is None else [name.strip() for name in only.split(",")])
    stopping = threading.Event()
    with terminal.progress("up") as step:
        stack = bring_up(
            chosen,
            parts=names,
            on_part=lambda name: terminal.say(f"starting {name}"),
            on_download=step,
        )
    terminal.result(_facts(stack.parts), *_lines(stack.parts))
    if detach:
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    terminal.say("Ctrl-C stops them")
    try:
        stay(chosen, until=stopping, on_death=lambda part: terminal.say(_about_dead(part)))
    finally:
        down(chosen)


@click.command()
@pass_terminal
def down(terminal: Terminal) -> None:
    """Stop every part of the embedded stack."""
    from osspulse.embedded import down as take_down

    stopped = take_down(settings())
    terminal.result(
        {"stopped": stopped},
        f"stopped {', '.join(stopped)}" if stopped else "nothing of the stack was running",
    )


@click.command()
@pass_terminal
def status(terminal: Terminal) -> None:
    """Say how each part of the embedded stack is."""
    from osspulse.embedded import status as look

    parts = look(settings())
    terminal.result(_facts(parts), *_lines(parts))


def _facts(parts: tuple[PartStatus, ...]) -> dict[str, object]:
    return {
        "parts": [{**asdict(part), "log": str(part.log)} for part in parts],
    }


def _lines(parts: tuple[PartStatus, ...]) -> list[str]:
    lines = []
    for part in parts:
        lines.append(
            f"{part.name:<9} {part.state:<9} {part.address or '–':<24} "
            f"pid {part.pid or '–':<8} log {part.log}"
        )
        lines += [f"    {line}" for line in part.log_lines]
    return lines


def _about_dead(part: PartStatus) -> str:
    tail = "\n".join(part.log_lines)
    return f"{part.name} died; the end of {part.log}:\n{tail}\nstart it again with `osspulse up`"


COMMANDS = (up, down, status)

"""Commands that keep the warehouse safe: back it up, restore it."""

from pathlib import Path

import click

from osspulse.cli.console import Terminal, pass_terminal, settings


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to put the copy into.")
@pass_terminal
def backup(terminal: Terminal, out: Path | None) -> None:
    """Copy the warehouse, read the copy back, and keep the newest copies."""
    from osspulse.backing_up import back_up

    with terminal.progress("backup"):
        done = back_up(settings(backups=out))
    terminal.result(
        done.as_facts(),
        f"{done.contents.rows['events']:,} events, {done.contents.byte_count:,} bytes: {done.path}",
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@pass_terminal
def restore(terminal: Terminal, file: Path) -> None:
    """Make the warehouse a copy of FILE; the next `osspulse land` reads on from there."""
    from osspulse.restoring import restore as put_back

    with terminal.progress("restore"):
        restored = put_back(settings(), file)
    lines = [f"{restored.contents.rows['events']:,} events restored; now run `osspulse land`"]
    if restored.kept_aside:
        lines.append(f"the file that was there: {restored.kept_aside}")
    terminal.result(restored.as_facts(), *lines)


COMMANDS = (backup, restore)

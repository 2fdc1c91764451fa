"""Commands for the person who repairs: land a range again, go on with another log."""

from datetime import UTC, datetime

import click

from osspulse.cli.console import Terminal, pass_terminal, settings

_TIMES = ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]


def _in_utc(_context: object, _parameter: object, value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=UTC) if value else None


@click.command()
@click.option("--topic", required=True, help="Topic to read again.")
@click.option("--partition", type=click.IntRange(min=0), help="Partition, where offsets are given.")
@click.option("--from-offset", type=click.IntRange(min=0), help="First offset.")
@click.option("--to-offset", type=click.IntRange(min=0), help="Offset after the last one.")
@click.option(
    "--from-time", type=click.DateTime(_TIMES), callback=_in_utc, help="First moment (UTC)."
)
@click.option(
    "--to-time", type=click.DateTime(_TIMES), callback=_in_utc, help="Moment after the last (UTC)."
)
@pass_terminal
def replay(
    terminal: Terminal,
    *,
    topic: str,
    partition: int | None,
    from_offset: int | None,
    to_offset: int | None,
    from_time: datetime | None,
    to_time: datetime | None,
) -> None:
    """Land a range of the log again: what is missing is stored, nothing is doubled."""
    from osspulse.replaying import Stretch
    from osspulse.replaying import replay as land_again

    stretch = Stretch(
        topic=topic,
        partition=partition,
        from_offset=from_offset,
        to_offset=to_offset,
        from_time=from_time,
        to_time=to_time,
    )
    with terminal.progress("replay"):
        replayed = land_again(settings(), stretch)
    terminal.result(
        replayed.as_facts(),
        f"{replayed.new:,} landed, {replayed.quarantined:,} put in quarantine, "
        f"{replayed.already_stored:,} were stored already, "
        f"{replayed.unavailable:,} are no longer in the log",
    )


@click.command()
@click.argument("topic")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_terminal
def rebase(terminal: Terminal, topic: str, yes: bool) -> None:
    """Take the log that TOPIC is now for the one to land, from its beginning.

    For a topic that was deleted and created again, or cut short. A row of raw.gaps tells of it.
    """
    from osspulse.landing import rebase as take_new_log

    if not yes:
        click.confirm(
            f"Records of the old log of {topic} that never landed are given up, and the new log is "
            "landed from its beginning. Go on?",
            abort=True,
            err=True,
        )
    rebased = take_new_log(settings(), topic)
    terminal.result(
        {"topic": topic, **rebased.as_facts()},
        *(
            f"{topic} partition {part.number}: landing goes on at offset {offset:,}"
            for part, offset in sorted(rebased.starts.items())
        ),
        "a row of raw.gaps tells of it; now run `osspulse land`",
    )


COMMANDS = (replay, rebase)

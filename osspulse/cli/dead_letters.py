"""Commands for what landing set aside: look at it, correct it, send it again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osspulse.cli.console import Terminal, pass_terminal, settings
from osspulse.errors import InvalidEvent, WrongUsage

if TYPE_CHECKING:
    from osspulse.dead_letters import DeadLetter


@click.group("dead-letters")
def dead_letters() -> None:
    """Look at records that could not be used, correct them and send them again."""


@dead_letters.command("list")
@click.option("--reason", help="Only those set aside for this reason.")
@click.option("--resent", is_flag=True, help="Also those that were sent again already.")
@pass_terminal
def list_them(terminal: Terminal, reason: str | None, resent: bool) -> None:
    """One line for each: place, reason, when it was received, how many bytes it has."""
    from osspulse.dead_letters import list_dead_letters

    found = list_dead_letters(settings(), reason=reason, with_resent=resent)
    terminal.result(
        {"dead_letters": [_facts(letter) for letter in found]},
        *("  ".join(str(fact) for fact in _facts(letter).values()) for letter in found),
    )
    terminal.say(f"{len(found):,} dead letters")


@dead_letters.command()
@click.argument("place")
@click.option("--body", "only_body", is_flag=True, help="Write the body's bytes and nothing else.")
@pass_terminal
def show(terminal: Terminal, place: str, only_body: bool) -> None:
    """Show one, whole. PLACE is topic/partition/offset, as `list` writes it."""
    from osspulse.dead_letters import Place, find_dead_letter

    letter = find_dead_letter(settings(), Place.parse(place))
    if only_body:
        sys.stdout.buffer.write(letter.body or b"")
        return
    headers = [(name, value.decode(errors="backslashreplace")) for name, value in letter.headers]
    body = None if letter.body is None else letter.body.decode(errors="backslashreplace")
    facts = _facts(letter)
    terminal.result(
        {**facts, "headers": headers, "body": body},
        *(f"{name}: {value}" for name, value in [*facts.items(), *headers]),
        "",
        "(no body)" if body is None else body,
    )


@dead_letters.command()
@click.argument("places", nargs=-1, metavar="PLACE...")
@click.option("--reason", help="All that were set aside for this reason and not sent again yet.")
@click.option("--body", type=click.Path(path_type=Path, exists=True), help="File with the body.")
@click.option("--header", "headers", multiple=True, metavar="NAME=VALUE", help="Set a header.")
@click.option("--again", is_flag=True, help="Also what was sent again before.")
@pass_terminal
def resend(
    terminal: Terminal,
    *,
    places: tuple[str, ...],
    reason: str | None,
    body: Path | None,
    headers: tuple[str, ...],
    again: bool,
) -> None:
    """Send them to the topic they came from, corrected; the next landing takes them.

    What landing could not use either is not sent, and the command fails.
    """
    from osspulse.dead_letters import Place, list_dead_letters
    from osspulse.resending import resend as send_again

    chosen = settings()
    if bool(places) == bool(reason):
        raise WrongUsage("dead-letters resend: name either places or --reason")
    if body is not None and len(places) != 1:
        raise WrongUsage("dead-letters resend: --body corrects one; name one place with it")
    wanted = [Place.parse(place) for place in places] or [
        letter.place for letter in list_dead_letters(chosen, reason=reason, with_resent=again)
    ]
    done = send_again(
        chosen,
        wanted,
        headers=dict(_header(text) for text in headers),
        body=body.read_bytes() if body else None,
        again=again,
    )
    sent = {str(place): offset for place, offset in done.sent.items()}
    if done.refused:
        place, why = next(iter(done.refused.items()))
        raise InvalidEvent(
            f"{len(done.refused)} of {len(wanted)} still cannot be used and were not sent, the "
            f"first {place}: {why}; correct them with --body or --header"
        )
    terminal.result(
        {"sent": sent},
        *(f"{place} sent again as offset {offset}" for place, offset in sent.items()),
    )


def _header(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise WrongUsage(f"dead-letters resend: --header {text!r} is not name=value")
    return name, value


def _facts(letter: "DeadLetter") -> dict[str, Any]:
    return {
        "place": str(letter.place),
        "reason": letter.reason,
        "received_at": f"{letter.received_at:%Y-%m-%dT%H:%M:%SZ}" if letter.received_at else None,
        "bytes": len(letter.body or b""),
        "resent_at": f"{letter.resent_at:%Y-%m-%dT%H:%M:%SZ}" if letter.resent_at else None,
    }


COMMANDS = (dead_letters,)

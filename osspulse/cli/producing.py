"""Commands that bring deliveries into Kafka: the receiver, the simulator, backfills."""

from dataclasses import asdict
from pathlib import Path

import click

from osspulse.cli.console import Terminal, pass_terminal, settings
from osspulse.errors import WrongUsage


@click.command()
def receive() -> None:
    """Receive webhooks until SIGTERM or Ctrl-C."""
    from producers.webhook.serving import serve

    serve(settings())


@click.command()
@click.option("--seed", type=int, help="Another seed makes another community.")
@click.option("--deliveries", type=click.IntRange(min=1), help="How many deliveries to make.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Deliveries a second.")
@click.option("--shuffle", type=int, help="Send in an order shuffled from this seed.")
@click.option("--to", help="Address of a receiver, such as http://127.0.0.1:8080.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write them into instead.")
@pass_terminal
def simulate(
    terminal: Terminal,
    *,
    seed: int | None,
    deliveries: int | None,
    rate: float | None,
    shuffle: int | None,
    to: str | None,
    out: Path | None,
) -> None:
    """Make up a community and deliver its year to a receiver, signed as the forges sign."""
    from producers import simulator
    from producers.simulator.delivering import deliver
    from producers.simulator.files import write_simulation
    from producers.simulator.signing import read_signing_secrets

    if (to is None) == (out is None):
        raise WrongUsage("simulate: name either a receiver with --to or a folder with --out")
    chosen = settings()
    simulation = simulator.simulate(
        simulator.DEFAULT_SEED if seed is None else seed,
        chosen.as_of or simulator.DEFAULT_AS_OF,
        deliveries=deliveries or simulator.DEFAULT_DELIVERIES,
    )
    secrets = read_signing_secrets(chosen.secrets_path)
    if out is not None:
        count = write_simulation(simulation, into=out, secrets=secrets)
        terminal.result({"deliveries": count, "folder": out}, f"{count:,} deliveries in {out}")
        return
    with terminal.progress("simulate") as step:
        delivered = deliver(
            simulation.acts,
            to=to or "",
            secrets=secrets,
            rate=rate,
            order_seed=shuffle,
            on_progress=step,
        )
    terminal.result(
        {"sent": delivered.sent_count, "bytes": delivered.byte_count},
        f"{delivered.sent_count:,} deliveries sent and acknowledged in {delivered.seconds:.1f} s",
    )


@click.group()
def backfill() -> None:
    """Replay history that no webhook told of."""


@backfill.command()
@click.argument("hours", nargs=-1, required=True, metavar="PATH_OR_URL...")
@click.option(
    "--only",
    type=click.Path(path_type=Path),
    help="File that lists the repositories to take, owner/name on each line.",
)
@pass_terminal
def gharchive(terminal: Terminal, hours: tuple[str, ...], only: Path | None) -> None:
    """Replay hours of GH Archive; what was sent before is not sent again."""
    from producers.backfill.gharchive import Progress, replay

    with terminal.progress("backfill") as step:

        def tell(progress: Progress) -> None:
            step(progress.done_events, progress.all_events)

        replayed = replay(hours, settings=settings(), only=only, on_progress=tell)
    facts = {
        "hours": replayed.hours,
        "sent": replayed.sent,
        "already_sent": replayed.already_sent,
        "left_out": replayed.left_out,
    }
    terminal.result(
        facts,
        f"{replayed.sent:,} events sent, {replayed.already_sent:,} were sent before, "
        f"{replayed.left_out:,} left out",
    )


@backfill.command()
@click.argument(
    "clones", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CLONE..."
)
@click.option(
    "--repository",
    "repositories",
    multiple=True,
    help="Whose clone it is, github:owner/name or gitee:owner/name; once for each clone, in order. "
    "The remote origin tells where this is not given.",
)
@click.option(
    "--only",
    type=click.Path(path_type=Path),
    help="File that lists the repositories to take, owner/name on each line.",
)
@pass_terminal
def git(
    terminal: Terminal, clones: tuple[Path, ...], repositories: tuple[str, ...], only: Path | None
) -> None:
    """Replay the history of clones; later runs send only what is new."""
    from producers.backfill.git_history import ship

    with terminal.progress("backfill") as step:
        shipped = ship(
            clones, settings=settings(), repositories=repositories, only=only, on_progress=step
        )
    if shipped.shallow:
        terminal.say(f"{shipped.shallow} of the clones are shallow: what is older is missing")
    terminal.result(
        asdict(shipped),
        f"{shipped.sent:,} commits and tags sent, {shipped.already_sent:,} were sent before, "
        f"{shipped.left_out:,} clones left out",
    )


COMMANDS = (receive, simulate, backfill)

"""The command that shows everything."""

import signal

import click

from osspulse.cli.console import Terminal, pass_terminal, settings


@click.command()
@click.option("--seed", type=int, help="Another seed makes another community.")
@pass_terminal
def demo(terminal: Terminal, seed: int | None) -> None:
    """Run the whole system on a simulated community and show its report."""
    from osspulse.demo import run_demo

    # Ended from outside, it stops what it started, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    shown = run_demo(settings(), seed=seed, progress=terminal.progress, say=terminal.say)
    width = max(len(title) for title, _, _ in shown.headlines)
    terminal.result(
        {
            "deliveries": shown.deliveries,
            "as_of": shown.as_of,
            "headlines": {title: value for title, value, _ in shown.headlines},
            "numbers_compared_with_truth": shown.compared_numbers,
            "published": shown.published,
            "report": shown.report,
        },
        "",
        f"A simulated programme, the 90 days before {shown.as_of}:",
        *(
            f"  {title:<{width}}  {'unknown' if value is None else f'{value:,.4g} {unit}'}"
            for title, value, unit in shown.headlines
        ),
        "",
        f"{shown.compared_numbers:,} published numbers equal the simulator's truth.",
        f"marts:  {shown.published}",
        f"report: {shown.report}",
    )


COMMANDS = (demo,)

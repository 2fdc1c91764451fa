"""Commands that run the flow, whole or one step of it, without Airflow."""

from datetime import date
from pathlib import Path

import click

from osspulse.cli.console import Terminal, pass_terminal, settings

_AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _context, _parameter, value: value.date() if value else None,
    help="Day that marts and reports speak of, as YYYY-MM-DD; today (UTC) by default.",
)


@click.command()
@pass_terminal
def land(terminal: Terminal) -> None:
    """Store what the log holds and the warehouse does not yet."""
    from osspulse.landing import land_new_events

    with terminal.progress("land") as step:
        landed = land_new_events(settings(), on_progress=step)
    terminal.result(
        landed.as_facts(), f"{landed.new:,} landed, {landed.quarantined:,} put in quarantine"
    )


@click.command()
@_AS_OF
@click.option("--full-refresh", is_flag=True, help="Build from all of raw, not from what is new.")
@pass_terminal
def build(terminal: Terminal, as_of: date | None, full_refresh: bool) -> None:
    """Build the marts from what has landed."""
    from osspulse.pipeline import day_of_report
    from osspulse.transformation import build_marts

    chosen = settings(as_of=as_of)
    with terminal.progress("build") as step:
        built = build_marts(
            chosen, as_of=day_of_report(chosen), full_refresh=full_refresh, on_progress=step
        )
    terminal.result(built.as_facts(), f"{built.model_count} models built")


@click.command()
@_AS_OF
@pass_terminal
def validate(terminal: Terminal, as_of: date | None) -> None:
    """Ask the gate whether the marts are fit to be read; exit status 3 when they are not."""
    from osspulse.errors import GateRefused
    from osspulse.pipeline import day_of_report
    from osspulse.publishing import validate_marts

    chosen = settings(as_of=as_of)
    with terminal.progress("validate"):
        verdict = validate_marts(chosen, as_of=day_of_report(chosen))
    if not verdict.passed:
        raise GateRefused("; ".join(str(check) for check in verdict.refusals) or "nothing to check")
    terminal.result(
        {"checks": len(verdict.checks), "warnings": [str(check) for check in verdict.warnings]},
        *(f"warning: {check}" for check in verdict.warnings),
        f"{len(verdict.checks)} expectations, none critical failed",
    )


@click.command()
@_AS_OF
@pass_terminal
def publish(terminal: Terminal, as_of: date | None) -> None:
    """Let the gate look at the marts and, where they pass, put them where people read them."""
    from osspulse.pipeline import day_of_report, new_run_id
    from osspulse.publishing import publish_marts

    chosen = settings(as_of=as_of)
    with terminal.progress("validate and publish"):
        published = publish_marts(chosen, run_id=new_run_id(), as_of=day_of_report(chosen))
    terminal.result(published.as_facts(), f"published {chosen.published_file}")


@click.command()
@_AS_OF
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write the report into.")
@pass_terminal
def report(terminal: Terminal, as_of: date | None, out: Path | None) -> None:
    """Write the report site from the published marts, or from kept ones of another day."""
    from osspulse.publication import publication_of
    from osspulse.reporting import write_report

    chosen = settings(reports=out)
    published = chosen.published_file
    if as_of is not None:
        published = publication_of(chosen.published_folder, as_of=as_of)
    with terminal.progress("report"):
        written = write_report(published, into=chosen.reports_folder, languages=chosen.languages)
    terminal.result({"report": written.index_page}, str(written.index_page))


@click.command()
@_AS_OF
@pass_terminal
def run(terminal: Terminal, as_of: date | None) -> None:
    """Land, build, validate, publish and report, once."""
    from osspulse.pipeline import day_of_report, run_pipeline

    chosen = settings(as_of=as_of)
    done = run_pipeline(chosen, as_of=day_of_report(chosen), progress=terminal.progress)
    facts = {
        "run_id": done.run_id,
        "as_of": done.as_of,
        "landed": done.landed.as_facts(),
        "built": done.built.as_facts(),
        "published": done.published.path,
        "report": done.report.index_page,
    }
    terminal.result(
        facts,
        f"{done.landed.new:,} new events landed, {done.landed.quarantined:,} put in quarantine",
        f"marts:  {chosen.published_file}",
        f"report: {done.report.index_page}",
    )


COMMANDS = (land, build, validate, publish, report, run)

"""The `osspulse` command."""

import errno
import logging
import sys
import traceback
from typing import NoReturn

import click

from osspulse.cli import (
    dead_letters,
    demo,
    keeping,
    pipeline,
    producing,
    querying,
    repairing,
    stack,
)
from osspulse.cli.console import Terminal
from osspulse.errors import OsspulseError
from osspulse.logs import log_to_standard_error

_UNEXPECTED = "this should not happen; run it again with --debug and report what that shows, please"
_USAGE = 2
_INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="osspulse")
def osspulse() -> None:
    """The health of open-source communities, from signed webhooks to reports people act on.

    Anywhere in a command: --json prints one JSON object on standard output and nothing else there;
    --debug shows stack traces and every log line.

    Exit status: 0 done, 1 failed, 2 wrong usage or settings, 3 the gate refused to publish.
    """


for group in (stack, demo, producing, pipeline, querying, keeping, repairing, dead_letters):
    for command in group.COMMANDS:
        osspulse.add_command(command)


def main() -> NoReturn:
    """Run one command and exit with its status; an error is one line on standard error."""
    arguments = [word for word in sys.argv[1:] if word not in {"--json", "--debug"}]
    debug = "--debug" in sys.argv[1:]
    terminal = Terminal(as_json="--json" in sys.argv[1:])
    log_to_standard_error(level=logging.DEBUG if debug else logging.WARNING)
    try:
        osspulse.main(arguments, prog_name="osspulse", obj=terminal, standalone_mode=False)
        status = 0
    except click.exceptions.Exit as leaving:
        status = leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = _failed(terminal, "interrupted", status=_INTERRUPTED)
    except click.ClickException as error:
        status = _failed(terminal, error.format_message() + _where(error), status=_USAGE)
    except OsspulseError as error:
        _show_trace(debug)
        status = _failed(terminal, str(error), status=error.exit_status)
    except OSError as error:
        _show_trace(debug)
        status = _failed(terminal, _about(error), status=1)
    except Exception as error:  # noqa: BLE001 - nobody is left to handle it; a person reads one line
        _show_trace(debug)
        status = _failed(terminal, f"{_UNEXPECTED}: {type(error).__name__}: {error}", status=1)
    sys.exit(status)


def _where(error: click.ClickException) -> str:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f" (see `{error.ctx.command_path} --help`)"
    return ""


def _failed(terminal: Terminal, message: str, *, status: int) -> int:
    line = " ".join(message.split())
    terminal.say(f"osspulse: {line}")
    if terminal.as_json:
        terminal.result({"error": line, "exit_status": status})
    return status


def _about(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        what = error.filename or "writing"
        return f"{what}: the disk is full; free some space and run the command again"
    return f"{error.filename or 'the system'}: {error.strerror or error}"


def _show_trace(wanted: bool) -> None:
    if wanted:
        traceback.print_exc()


if __name__ == "__main__":
    main()

"""`python -m producers.webhook.worker`: one of several processes that receive; `workers` starts it."""

import argparse
import socket
import sys

from osspulse.errors import OsspulseError
from osspulse.logs import log_to_standard_error
from osspulse.settings import Settings
from producers.webhook.metrics import count_in_files_of
from producers.webhook.serving import receive_on
from producers.webhook.sharing import Shared


def main() -> int:
    """Serve until told to stop, or until the process that started this one is gone."""
    parser = argparse.ArgumentParser()
    for name in ("listener", "lifeline", "memory", "workers", "number"):
        parser.add_argument(f"--{name}", type=int, required=True)
    told = parser.parse_args()
    log_to_standard_error()
    count_in_files_of(told.number)
    try:
        receive_on(
            socket.socket(fileno=told.listener),
            settings=Settings.load(),
            shared=Shared.opened(told.memory, workers=told.workers, own=told.number),
            lifeline=told.lifeline,
        )
    except OsspulseError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())

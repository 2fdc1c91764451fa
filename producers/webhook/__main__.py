"""`python -m producers.webhook`: the receiver alone, for its container."""

import sys

from osspulse.errors import OsspulseError
from osspulse.logs import log_to_standard_error
from osspulse.settings import Settings
from producers.webhook.serving import serve


def main() -> int:
    """Serve until told to stop; the exit status."""
    log_to_standard_error()
    try:
        serve(Settings.load())
    except OsspulseError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())

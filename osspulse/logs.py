"""One log format for every part: time, level, part, constant text, facts."""

import logging
import sys
from datetime import UTC, datetime

_PLAIN_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class FactsFormatter(logging.Formatter):
    """`2026-11-23T01:02:03.456Z INFO osspulse.landing events landed new=40 already_stored=2`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line; a traceback follows on lines of its own."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts = "".join(
            f" {name}={value}"
            for name, value in vars(record).items()
            if name not in _PLAIN_ATTRIBUTES
        )
        line = (
            f"{moment.replace('+00:00', 'Z')} {record.levelname} {record.name} "
            f"{record.getMessage()}{facts}"
        )
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def log_to_standard_error(*, level: int = logging.INFO) -> None:
    """Send every log line to standard error, so that standard output stays for results."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FactsFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if level > logging.DEBUG:
        # The client logs each attempt to connect as an error; what fails in the end is raised.
        logging.getLogger("kafka").setLevel(logging.CRITICAL)
        logging.getLogger("great_expectations").setLevel(logging.WARNING)

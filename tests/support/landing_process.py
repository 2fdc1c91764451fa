"""Landing as a process that can be killed: small batches, so that there are many moments to die in."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from osspulse.landing import land_new_events
from osspulse.settings import Settings

SMALL_BATCH = 50


def start_landing(
    settings: Settings, *, preexec: Callable[[], None] | None = None
) -> subprocess.Popen[bytes]:
    """A process that lands with these settings; `preexec` is called in it before all else."""
    names = ("home", "kafka_bootstrap_servers")
    topics = [name for name in type(settings).model_fields if name.startswith("kafka_topic_")]
    told = {f"OSSPULSE_{name.upper()}": str(getattr(settings, name)) for name in (*names, *topics)}
    return subprocess.Popen(
        [sys.executable, str(Path(__file__))],
        env=os.environ | told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=preexec,  # noqa: PLW1509 - it only sets limits
    )


if __name__ == "__main__":
    with mock.patch("osspulse.landing.reading.BATCH_RECORDS", SMALL_BATCH):
        land_new_events(Settings.load())

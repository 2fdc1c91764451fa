"""The `osspulse` command as a person runs it, and what it said."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from osspulse.settings import Settings


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended: its exit status, its output, and its lines beside that."""

    status: int
    output: str
    lines: list[str]

    @property
    def error(self) -> str:
        """The one line that tells of the failure; fails where there is none or more than one."""
        told = [line for line in self.lines if line.startswith("osspulse: ")]
        assert len(told) == 1, self.lines
        assert not any("Traceback" in line for line in self.lines), self.lines
        return told[0]


def osspulse(*words: str, home: Path, **variables: str) -> Said:
    """Run one command in a home of its own, with these variables set."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("OSSPULSE_")
    }
    done = subprocess.run(
        [sys.executable, "-m", "osspulse", *words],
        env=inherited | {"OSSPULSE_HOME": str(home)} | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr.splitlines())


def osspulse_told(settings: Settings, *words: str) -> Said:
    """Run one command in the home of these settings, on their brokers and topics."""
    names = [name for name in type(settings).model_fields if name.startswith("kafka_topic_")]
    told = {
        f"OSSPULSE_{name.upper()}": str(getattr(settings, name))
        for name in (*names, "kafka_bootstrap_servers")
    }
    return osspulse(*words, home=settings.home, **told)

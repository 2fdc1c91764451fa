from pathlib import Path

import psutil
import pytest
from tiny_children import SLEEPS, python

from osspulse.embedded.launching import PartFailed, Plan, child_environment, launch
from osspulse.embedded.processes import inherited_environment
from osspulse.embedded.state import StartedPart
from osspulse.settings import Settings


def plan(program: str, *, is_ready: bool, within_seconds: float = 30) -> Plan:
    return Plan(
        name="receiver",
        command=python(program),
        environment=inherited_environment(),
        host="127.0.0.1",
        port=1,
        is_ready=lambda: is_ready,
        ready_within_seconds=within_seconds,
        grace_seconds=5,
    )


def test_a_part_that_ends_while_it_starts_is_named_with_its_last_words(tmp_path: Path) -> None:
    kept: list[StartedPart] = []
    words = "print('first'); raise SystemExit('the port is taken')"

    with pytest.raises(PartFailed) as failed:
        launch(plan(words, is_ready=False), settings=Settings.load(home=tmp_path), keep=kept.append)

    log = tmp_path / "logs" / "receiver.log"
    assert str(failed.value) == (
        f"receiver ended while it started (the port is taken); its log is {log}"
    )
    assert failed.value.log_lines[-1] == "the port is taken"
    assert [part.is_ready for part in kept] == [False]


def test_a_part_that_never_answers_is_stopped_and_said_so(tmp_path: Path) -> None:
    kept: list[StartedPart] = []

    with pytest.raises(PartFailed, match=r"receiver did not answer on 127\.0\.0\.1:1 within 0 s"):
        launch(
            plan(SLEEPS, is_ready=False, within_seconds=0),
            settings=Settings.load(home=tmp_path),
            keep=kept.append,
        )

    assert not psutil.pid_exists(kept[0].process.pid)


def test_a_child_is_told_the_settings_it_was_given(tmp_path: Path) -> None:
    chosen = Settings.load(home=tmp_path, languages="en", kafka_sasl_password="to-be-passed-on")

    environment = child_environment(chosen)

    assert environment["OSSPULSE_HOME"] == str(tmp_path)
    assert environment["OSSPULSE_LANGUAGES"] == "en"
    assert environment["OSSPULSE_KAFKA_SASL_PASSWORD"] == "to-be-passed-on"
    assert environment["OSSPULSE_WEBHOOK_PORT"] == "8080"
    assert "OSSPULSE_PORTFOLIO" not in environment

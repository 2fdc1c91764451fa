"""Replay and rebase, as a person asks for them and as a DAG run does."""

import pytest
from command_line import osspulse_told
from landing_ledger import CLEAN, audit, send
from log_surgery import recreate
from whole_thread import rows

from osspulse.errors import WrongUsage
from osspulse.landing import land_new_events
from osspulse.replaying import Stretch, replay
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

_NOTHING = dict.fromkeys(("partition", "from_offset", "to_offset", "from_time", "to_time"))


def forget_partition(settings: Settings, number: int) -> int:
    with open_warehouse(settings.warehouse_file) as connection:
        return len(
            connection.execute(
                "delete from raw.events where topic = ? and partition = ? returning 1",
                [settings.kafka_topic_github, number],
            ).fetchall()
        )


def test_what_is_missing_comes_back_by_offsets_and_by_times(kafka_settings: Settings) -> None:
    topic = kafka_settings.kafka_topic_github
    sent = send(kafka_settings, range(120))
    land_new_events(kafka_settings)
    missing = forget_partition(kafka_settings, 1)

    offsets = ("--partition", "1", "--from-offset", "0", "--to-offset", str(missing))
    by_offsets = osspulse_told(kafka_settings, "replay", "--topic", topic, *offsets)
    assert by_offsets.status == 0, by_offsets.lines
    assert by_offsets.output == (
        f"{missing} landed, 0 put in quarantine, 0 were stored already, "
        "0 are no longer in the log\n"
    )
    assert audit(kafka_settings, sent) == CLEAN

    forget_partition(kafka_settings, 0)
    times = ("--from-time", "2000-01-01", "--to-time", "2100-01-01T00:00:00Z")
    by_times = osspulse_told(kafka_settings, "replay", "--topic", topic, *times)
    assert by_times.status == 0, by_times.lines
    assert f"{missing} were stored already" in by_times.output
    assert audit(kafka_settings, sent) == CLEAN


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"partition": 0, "from_offset": 1},
        {"from_offset": 1, "to_offset": 2},
        {"from_time": "2026-01-01T00:00:00Z"},
        {"partition": 0, "from_time": "2026-01-01", "to_time": "2026-01-02"},
        {
            "partition": 0,
            "from_offset": 1,
            "to_offset": 2,
            "from_time": "2026-01-01",
            "to_time": "2026-01-02",
        },
    ],
)
def test_half_a_stretch_and_two_at_once_are_refused(wanted: dict[str, object]) -> None:
    stretch = Stretch.from_params({"topic": "any", **_NOTHING, **wanted})

    with pytest.raises(WrongUsage, match="name a partition with its first offset"):
        replay(Settings.load(), stretch)


def test_a_run_of_the_dag_names_times_as_texts(kafka_settings: Settings) -> None:
    topic = kafka_settings.kafka_topic_github
    send(kafka_settings, range(20))
    land_new_events(kafka_settings)
    forget_partition(kafka_settings, 0)
    forget_partition(kafka_settings, 1)
    times = {"from_time": "2000-01-01T00:00:00", "to_time": "2100-01-01T08:00:00+08:00"}

    stretch = Stretch.from_params({"topic": topic, **_NOTHING, **times})

    assert replay(kafka_settings, stretch).new == 20
    with pytest.raises(WrongUsage, match="'yesterday' is no time; write it as"):
        Stretch.from_params({"topic": topic, **_NOTHING, "from_time": "yesterday"})


def test_a_new_log_is_landed_only_after_a_person_said_so(kafka_settings: Settings) -> None:
    topic = kafka_settings.kafka_topic_github
    old = send(kafka_settings, range(50))
    land_new_events(kafka_settings)
    recreate(kafka_settings, topic)
    sent = send(kafka_settings, range(50, 80))

    refused = osspulse_told(kafka_settings, "land")
    assert refused.status == 1
    assert f"topic {topic} was deleted and created again" in refused.error
    assert "`osspulse rebase`" in refused.error
    assert osspulse_told(kafka_settings, "rebase", topic).status != 0  # nobody is there to say yes

    rebased = osspulse_told(kafka_settings, "rebase", topic, "--yes")
    assert rebased.status == 0, rebased.lines
    assert f"{topic} partition 0: landing goes on at offset 0" in rebased.output
    assert osspulse_told(kafka_settings, "land").status == 0
    found = audit(kafka_settings, old | sent)  # the new log has the old one's offsets again
    assert (found["lost"], found["phantom"], found["changed"]) == (0, 0, 0)
    assert {
        reason for (reason,) in rows(kafka_settings.warehouse_file, "select reason from raw.gaps")
    } == {"rebased"}

    again = osspulse_told(kafka_settings, "rebase", topic, "--yes")
    assert again.status == 2
    assert "still is the log that was landed" in again.error

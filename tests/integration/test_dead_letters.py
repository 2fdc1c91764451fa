"""What landing set aside can be looked at, corrected and sent again, and is never counted twice."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import osspulse_told
from kafka_reading import raw_records_of
from whole_thread import a_producer, rows

from osspulse.dead_letters import Place, find_dead_letter, list_dead_letters
from osspulse.deliveries import Delivery, Headers
from osspulse.errors import WrongUsage
from osspulse.landing import land_new_events
from osspulse.resending import resend
from osspulse.settings import Settings

_EVENTS = 'select delivery_id, body, topic, partition from raw.events order by "offset"'


def delivery(name: str, body: bytes) -> Delivery:
    return Delivery(
        source="github",
        event="issues",
        delivery_id=name,
        received_at=datetime(2026, 6, 1, tzinfo=UTC),
        content_type="application/json",
        body=body,
        platform="github",
    )


def put(settings: Settings, *records: tuple[Headers, bytes | None]) -> list[Place]:
    """Records in partition 1 of the GitHub topic; where they lie."""
    topic = settings.kafka_topic_github
    with a_producer(settings) as producer:
        return [
            Place(
                topic,
                1,
                producer.send(topic, key=b"key", value=body, headers=headers, partition=1).result(
                    30
                ),
            )
            for headers, body in records
        ]


@pytest.fixture
def settings(kafka_settings: Settings) -> Settings:
    return kafka_settings


@pytest.fixture
def places(settings: Settings) -> list[Place]:
    """Three dead letters in a landed topic: no JSON, no source, nothing at all."""
    broken = delivery("broken", b'{"number": 1')
    nameless = [pair for pair in delivery("nameless", b"{}").headers() if pair[0] != "ce_source"]
    found = put(
        settings, (broken.headers(), broken.body), (nameless, b"{}"), ([("any", b"\xff")], None)
    )
    assert land_new_events(settings).quarantined == 3
    return found


def test_they_are_listed_with_place_and_reason(settings: Settings, places: list[Place]) -> None:
    found = list_dead_letters(settings)

    assert [(letter.place, letter.reason) for letter in found] == [
        (places[0], "invalid_json"),
        (places[1], "header ce_source is missing"),
        (places[2], "header any is not UTF-8"),
    ]
    assert found[0].body == b'{"number": 1'
    assert found[2].headers == [("any", b"\xff")]
    assert list_dead_letters(settings, reason="invalid_json") == found[:1]


def test_the_topic_of_dead_letters_has_each_record_with_its_reason(
    settings: Settings, places: list[Place]
) -> None:
    told = raw_records_of(settings, settings.kafka_topic_dead_letters)
    headers = {
        (found["ce_deadletterof"] or b"").decode(): found
        for found in (dict(record.headers) for record in told)
    }

    assert set(headers) == {str(place) for place in places}
    assert headers[str(places[0])]["ce_deadletterreason"] == b"invalid_json"
    assert headers[str(places[0])]["ce_id"] == b"broken"
    assert {record.value for record in told} == {b'{"number": 1', b"{}", None}


def test_landing_goes_on_where_the_topic_of_dead_letters_is_missing(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = settings.model_copy(update={"kafka_topic_dead_letters": "absent.dead_letters"})
    put(settings, (delivery("good", b"{}").headers(), b"{}"), ([], b"bad"))

    with caplog.at_level(logging.WARNING):
        landed = land_new_events(elsewhere)

    assert (landed.new, landed.quarantined) == (1, 1)
    assert "dead letters not told to their topic" in caplog.messages


def test_a_corrected_one_lands_where_it_belongs_and_says_what_it_was(
    settings: Settings, places: list[Place]
) -> None:
    done = resend(settings, places[:1], body=b'{"number": 1}')
    landed = land_new_events(settings)

    assert landed.new == 1
    assert rows(settings.warehouse_file, _EVENTS) == [
        ("broken", '{"number": 1}', settings.kafka_topic_github, 1)
    ]
    (record,) = [
        record
        for record in raw_records_of(settings, settings.kafka_topic_github)
        if record.offset == done.sent[places[0]] and record.partition.number == 1
    ]
    assert dict(record.headers)["ce_resentof"] == str(places[0]).encode()
    assert find_dead_letter(settings, places[0]).resent_at is not None
    assert places[0] not in {letter.place for letter in list_dead_letters(settings)}
    assert len(list_dead_letters(settings, with_resent=True)) == 3


def test_a_header_can_be_set_and_taken_away(settings: Settings, places: list[Place]) -> None:
    resend(settings, places[1:2], headers={"ce_source": "github", "ce_secretid": ""})

    assert land_new_events(settings).new == 1
    assert rows(settings.warehouse_file, _EVENTS)[0][:2] == ("nameless", "{}")


def test_what_still_cannot_be_used_is_not_sent(settings: Settings, places: list[Place]) -> None:
    done = resend(settings, places)

    assert done.sent == {}
    assert done.refused[places[0]] == "invalid_json"
    assert set(done.refused) == set(places)
    assert land_new_events(settings).quarantined == 0


def test_one_that_was_sent_again_is_not_sent_twice_by_mistake(
    settings: Settings, places: list[Place]
) -> None:
    resend(settings, places[:1], body=b"{}")

    with pytest.raises(WrongUsage, match=r"was sent again at .* with --again"):
        resend(settings, places[:1], body=b"{}")
    assert len(resend(settings, places[:1], body=b"{}", again=True).sent) == 1
    land_new_events(settings)
    ids = [delivery_id for delivery_id, *_ in rows(settings.warehouse_file, _EVENTS)]
    assert ids == ["broken", "broken"]  # one delivery, as marts tell by its id


def test_what_is_no_dead_letter_is_named(settings: Settings, places: list[Place]) -> None:
    with pytest.raises(WrongUsage, match=r"topic/7/1 is not in quarantine"):
        find_dead_letter(settings, Place("topic", 7, 1))
    for text in ("", "topic", "topic/1", "topic/1/x", "/1/2", "topic/-1/2"):
        with pytest.raises(WrongUsage, match="is no place"):
            Place.parse(text)
    assert Place.parse(str(places[0])) == places[0]


def test_a_person_lists_shows_corrects_and_resends(
    settings: Settings, places: list[Place], tmp_path: Path
) -> None:
    listed = osspulse_told(settings, "dead-letters", "list")
    assert listed.status == 0, listed.lines
    assert f"{places[0]}  invalid_json  2026-06-01T00:00:00Z  12  None" in listed.output

    shown = osspulse_told(settings, "dead-letters", "show", str(places[0]), "--body")
    assert shown.output == '{"number": 1'
    facts = json.loads(
        osspulse_told(settings, "dead-letters", "show", str(places[0]), "--json").output
    )
    assert ["ce_id", "broken"] in facts["headers"]

    refused = osspulse_told(settings, "dead-letters", "resend", "--reason", "invalid_json")
    assert refused.status == 1
    assert f"1 of 1 still cannot be used and were not sent, the first {places[0]}" in refused.error

    (tmp_path / "body.json").write_text(shown.output + "}")
    words = ("dead-letters", "resend", str(places[0]), "--body", str(tmp_path / "body.json"))
    sent = osspulse_told(settings, *words)
    assert sent.status == 0, sent.lines
    assert sent.output.startswith(f"{places[0]} sent again as offset ")
    assert land_new_events(settings).new == 1

    assert osspulse_told(settings, *words).status == 2
    assert osspulse_told(settings, "dead-letters", "resend").status == 2

"""Secrets that came with requests are found nowhere afterwards (P8): not in Kafka, marts, reports or logs."""

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from kafka_reading import records_of
from receiver_harness import gitee_headers, github_headers, request_bytes
from receiver_process import ReceiverProcess, a_receiver_process
from whole_thread import run

from osspulse.settings import Settings
from producers.simulator import simulate
from producers.simulator.signing import SigningSecrets, request

AS_OF = date(2026, 6, 29)
GITHUB = "canary-github-secret-01"
SIGN = "canary-gitee-secret-0001"
PASSWORD = "canary-gitee-password-1"
STRANGER = "canary-stranger-token-1"
ADDRESS = "canary-person@mail.example"
SECRETS_TOML = f"""
[[github]]
id = "main"
secret = "{GITHUB}"
[[gitee]]
id = "sign"
secret = "{SIGN}"
[[gitee]]
id = "password"
secret = "{PASSWORD}"
mode = "password"
"""
BODY = b'{"repository":{"id":7,"full_name":"acme/robot"}}'


def _timestamp() -> str:
    return str(int(datetime.now(UTC).timestamp() * 1000))


def _token(timestamp: str) -> str:
    signed = f"{timestamp}\n{SIGN}".encode()
    return base64.b64encode(hmac.digest(SIGN.encode(), signed, "sha256")).decode()


def _send_a_community(receiver: ReceiverProcess) -> None:
    signing = SigningSecrets(github=GITHUB, gitee=SIGN)
    for act in simulate(as_of=AS_OF).acts[:150]:
        made = request(act, secrets=signing, sent_at_ms=int(_timestamp()))
        headers: list[tuple[str, str | bytes]] = list(made.headers.items())
        answer = receiver.send(request_bytes("POST", made.path, headers, made.body))
        assert answer.status in {200, 202}


def _send_canaries(receiver: ReceiverProcess) -> list[str]:
    """Post secrets in every place a forge or a stranger may put them; the tokens that were made."""
    token = _token(timestamp := _timestamp())
    person = {"name": "Someone", "email": ADDRESS}
    push = {
        "repository": {"id": 7, "full_name": "acme/robot"},
        "commits": [{"id": "a" * 40, "author": person}],
    }
    bodies = [
        json.dumps({"repository": {"id": 7}, "password": PASSWORD, "sign": token}).encode(),
        b'{"password": "%b", "sign": "%b", broken' % (PASSWORD.encode(), token.encode()),
    ]
    answers = [
        receiver.send(request_bytes("POST", "/webhooks/gitee", headers, body)).status
        for body in bodies
        for headers in (
            gitee_headers(token=PASSWORD),
            gitee_headers(timestamp=timestamp, token=token),
        )
    ]
    assert answers == [202, 202, 202, 409]
    body = json.dumps(push).encode()
    headers = [
        *github_headers(body, event="push", secret=GITHUB.encode()),
        ("Authorization", f"Bearer {STRANGER}"),
    ]
    assert receiver.send(request_bytes("POST", "/webhooks/github", headers, body)).status == 202
    strange: list[tuple[str, list[tuple[str, str | bytes]]]] = [
        ("/webhooks/gitee", gitee_headers(token=STRANGER)),
        ("/webhooks/github", github_headers(BODY, secret=STRANGER.encode())),
        ("/webhooks/github", github_headers(BODY, guid=STRANGER, secret=GITHUB.encode())),
        (f"/{STRANGER}?token={STRANGER}", [("Cookie", STRANGER)]),
    ]
    for path, refused in strange:
        assert receiver.send(request_bytes("POST", path, refused, BODY)).status >= 400
    return [token, token.replace("/", "\\/")]


def _texts(file: Path) -> Iterator[str]:
    """Every value of a DuckDB file, table by table."""
    with duckdb.connect(str(file.resolve()), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where not internal"
        ).fetchall()
        for schema, table in tables:
            found = connection.table(f'"{schema}"."{table}"').fetchall()
            yield f"{schema}.{table}: {found!r}"


def test_p8_no_secret_is_found_anywhere_afterwards(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    with a_receiver_process(kafka_settings, folder=tmp_path, secrets=SECRETS_TOML) as receiver:
        _send_a_community(receiver)
        tokens = _send_canaries(receiver)
        receiver.end()
        log = receiver.log.read_text()
    assert run(kafka_settings, as_of=AS_OF)

    topics = (
        kafka_settings.kafka_topic_github,
        kafka_settings.kafka_topic_gitee,
        kafka_settings.kafka_topic_hook_health,
    )
    in_kafka = [repr(records_of(kafka_settings, topic)) for topic in topics]
    in_warehouse = list(_texts(kafka_settings.warehouse_file))
    in_marts = list(_texts(kafka_settings.published_file))
    files = [file for file in kafka_settings.home.rglob("*") if file.is_file()]
    in_files = [file.read_bytes().decode("latin-1") for file in files]
    assert any("Kafka" in text or "receiver" in text for text in (log, *in_files))
    for secret in (GITHUB, SIGN, PASSWORD, STRANGER, *tokens):
        places = [log, *in_kafka, *in_warehouse, *in_marts, *in_files]
        assert not [text[:40] for text in places if secret in text], secret
    assert any(ADDRESS in text for text in in_kafka)
    reports = [
        file.read_text()
        for file in kafka_settings.reports_folder.rglob("*")
        if file.suffix in {".html", ".json", ".csv"}
    ]
    assert reports
    assert not [text[:40] for text in (log, *in_marts, *reports) if ADDRESS in text]

"""Who may deliver (R04-R14, R45-R54), over a real socket."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from receiver_harness import (
    GITEE_PASSWORD,
    GITEE_SECRET,
    GITHUB_SECRET,
    Answer,
    FakeProducer,
    RunningReceiver,
    a_receiver,
    gitee_headers,
    gitee_sign,
    github_headers,
)

from producers.webhook.secrets import Secret, Secrets

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BODY = b'{"action":"opened","repository":{"id":7,"full_name":"acme/robot"}}'
OLD_SECRET = b"github-secret-of-last-year"
BOUND_SECRET = b"github-secret-of-one-repo"
SECRETS = Secrets(
    github=(
        Secret(id="main", value=GITHUB_SECRET),
        Secret(id="old", value=OLD_SECRET, not_after=NOW - timedelta(days=1)),
        Secret(id="bound", value=BOUND_SECRET, repositories=frozenset({"acme/robot"})),
    ),
    gitee=(
        Secret(id="sign", value=GITEE_SECRET),
        Secret(id="word", value=GITEE_PASSWORD, mode="password"),
    ),
)

Headers = list[tuple[str, str | bytes]]


@pytest.fixture(scope="module")
def producer() -> FakeProducer:
    return FakeProducer()


@pytest.fixture(scope="module")
def receiver(producer: FakeProducer) -> Iterator[RunningReceiver]:
    with a_receiver(producer, secrets=SECRETS, clock=lambda: NOW) as running:
        yield running


def _github(receiver: RunningReceiver, headers: Headers, body: bytes = BODY) -> Answer:
    return receiver.post("/webhooks/github", headers, body)


def _gitee(receiver: RunningReceiver, headers: Headers, body: bytes = BODY) -> Answer:
    return receiver.post("/webhooks/gitee", headers, body)


def _with(headers: Headers, name: str, value: str | bytes | None) -> Headers:
    kept = [pair for pair in headers if pair[0] != name]
    return kept if value is None else [*kept, (name, value)]


def _signed(value: str | bytes | None) -> Headers:
    return _with(github_headers(BODY), "X-Hub-Signature-256", value)


def _digest(body: bytes = BODY, name: str = "sha256") -> str:
    return hmac.new(GITHUB_SECRET, body, name).hexdigest()


def _refused(producer: FakeProducer, answer: Answer, error: str = "bad_signature") -> None:
    assert (answer.status, answer.error) == (403, error)
    assert producer.records == []


@pytest.fixture(autouse=True)
def _start_empty(producer: FakeProducer) -> None:
    producer.records.clear()


def test_r04_without_a_signature_nothing_is_stored(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    _refused(producer, _github(receiver, _signed(None)))


@pytest.mark.parametrize(
    "value",
    ["sha256=", "sha256=abc", "sha256=" + "z" * 64, "sha256=" + "a" * 62, "sha256=" + "a" * 66, ""],
)
def test_r05_a_signature_that_is_no_digest_is_refused(
    receiver: RunningReceiver, producer: FakeProducer, value: str
) -> None:
    _refused(producer, _github(receiver, _signed(value)))


@pytest.mark.parametrize("value", [b"sha256=" + b"\xff" * 64, "sha256=é".encode(), b"\x80"])
def test_r06_bytes_beyond_ascii_are_refused(
    receiver: RunningReceiver, producer: FakeProducer, value: bytes
) -> None:
    _refused(producer, _github(receiver, _signed(value)))


def test_r07_an_upper_case_signature_is_accepted(receiver: RunningReceiver) -> None:
    assert _github(receiver, _signed("sha256=" + _digest().upper())).status == 202


def test_r08_sha_1_alone_does_not_count(receiver: RunningReceiver, producer: FakeProducer) -> None:
    headers = [*_signed(None), ("X-Hub-Signature", "sha1=" + _digest(name="sha1"))]
    _refused(producer, _github(receiver, headers))


def test_r09_sha_1_does_not_heal_a_wrong_sha_256(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    headers = [
        *_signed("sha256=" + _digest(b"other")),
        ("X-Hub-Signature", "sha1=" + _digest(name="sha1")),
    ]
    _refused(producer, _github(receiver, headers))


@pytest.mark.parametrize("first", [True, False])
def test_r10_two_signatures_are_ambiguous(
    receiver: RunningReceiver, producer: FakeProducer, *, first: bool
) -> None:
    good, bad = "sha256=" + _digest(), "sha256=" + _digest(b"other")
    values = [good, bad] if first else [bad, good]
    headers = [*_signed(None), *(("X-Hub-Signature-256", value) for value in values)]
    answer = _github(receiver, headers)
    assert (answer.status, answer.error) == (400, "doubled_header")
    assert producer.records == []


@pytest.mark.parametrize("name", ["sha512", "md5", "sha1"])
def test_r11_another_algorithm_is_refused(
    receiver: RunningReceiver, producer: FakeProducer, name: str
) -> None:
    _refused(producer, _github(receiver, _signed(f"{name}={_digest(name=name)}")))
    _refused(producer, _github(receiver, _signed(f"{name}={_digest()}")))


def test_r12_an_old_secret_counts_until_its_end_only(producer: FakeProducer) -> None:
    moments = iter([NOW - timedelta(days=1, seconds=1), NOW - timedelta(days=1)])
    with a_receiver(producer, secrets=SECRETS, clock=lambda: next(moments)) as receiver:
        headers = github_headers(BODY, secret=OLD_SECRET)
        assert [_github(receiver, headers).status for _ in range(2)] == [202, 403]


@pytest.mark.parametrize(
    "body",
    [BODY[:-1] + b" }", BODY.replace(b"opened", b"closed"), b"\xef\xbb\xbf" + BODY, BODY + b"\n"],
    ids=["re-serialised", "changed", "with a BOM", "with a newline"],
)
def test_r14_a_body_changed_on_the_way_is_refused(
    receiver: RunningReceiver, producer: FakeProducer, body: bytes
) -> None:
    _refused(producer, _github(receiver, github_headers(BODY), body))


def test_a_bound_secret_speaks_for_its_repository_only(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    own = _github(receiver, github_headers(BODY, secret=BOUND_SECRET))
    other_body = BODY.replace(b"robot", b"other")
    other = _github(receiver, github_headers(other_body, secret=BOUND_SECRET), other_body)
    assert (own.status, other.status, other.error) == (202, 403, "other_repository")
    assert [record.value for record in producer.records] == [BODY]


def test_r45_each_route_knows_its_own_forge_only(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    _refused(producer, _gitee(receiver, github_headers(BODY)))
    _refused(producer, _github(receiver, gitee_headers(timestamp=_milliseconds(NOW))))


def _milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def test_r46_a_right_password_is_accepted(receiver: RunningReceiver) -> None:
    headers = gitee_headers(token=GITEE_PASSWORD.decode())
    assert _gitee(receiver, headers).status == 202


@pytest.mark.parametrize("token", ["", "wrong", GITEE_PASSWORD.decode()[:-1], "x" * 10_000])
def test_r46_a_wrong_password_is_refused(
    receiver: RunningReceiver, producer: FakeProducer, token: str
) -> None:
    _refused(producer, _gitee(receiver, gitee_headers(token=token)))


@pytest.mark.parametrize(
    "timestamp",
    [
        _milliseconds(NOW - timedelta(minutes=61)),
        _milliseconds(NOW + timedelta(minutes=61)),
        "soon",
        str(int(NOW.timestamp())),
    ],
    ids=["old", "future", "no number", "seconds"],
)
def test_r47_a_right_sign_of_another_time_is_refused(
    receiver: RunningReceiver, producer: FakeProducer, timestamp: str
) -> None:
    _refused(producer, _gitee(receiver, gitee_headers(timestamp=timestamp)), "stale_timestamp")


@pytest.mark.parametrize("encoded", [True, False])
def test_r48_a_sign_may_be_url_encoded(receiver: RunningReceiver, *, encoded: bool) -> None:
    timestamp = _milliseconds(NOW)
    token = gitee_sign(timestamp)
    if encoded:
        token = token.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    assert _gitee(receiver, gitee_headers(timestamp=timestamp, token=token)).status == 202


def test_r50_a_password_does_not_count_where_signatures_are_asked_for(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    headers = gitee_headers(timestamp=_milliseconds(NOW), token=GITEE_SECRET.decode())
    _refused(producer, _gitee(receiver, headers))


def test_r54_an_address_is_no_signature(receiver: RunningReceiver, producer: FakeProducer) -> None:
    headers = [*_signed(None), ("X-Forwarded-For", "140.82.112.1"), ("X-Real-IP", "140.82.112.1")]
    _refused(producer, _github(receiver, headers))


def test_r62_a_clock_two_hours_off_fails_gitee_closed_and_leaves_github_alone(
    producer: FakeProducer,
) -> None:
    with a_receiver(producer, secrets=SECRETS, clock=lambda: NOW + timedelta(hours=2)) as receiver:
        gitee = _gitee(receiver, gitee_headers(timestamp=_milliseconds(NOW)))
        assert (gitee.status, gitee.error) == (403, "stale_timestamp")
        assert _github(receiver, github_headers(BODY)).status == 202


def test_the_body_s_hash_goes_with_it(receiver: RunningReceiver, producer: FakeProducer) -> None:
    _github(receiver, github_headers(BODY))
    assert producer.records[0].header("ce_bodysha256") == hashlib.sha256(BODY).hexdigest()

"""Who signed, by bytes alone."""

import hashlib
import hmac
import inspect
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from receiver_harness import gitee_sign

from producers.refusals import Refusal, Refused
from producers.webhook import signatures
from producers.webhook.secrets import Secret
from producers.webhook.signatures import github_signature, signer_of_gitee, signer_of_github

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRET = Secret(id="one", value=b"a secret of some length")
OTHER = Secret(id="two", value=b"another secret, as long")
# The example in GitHub's documentation of its own signatures.
OFFICIAL = Secret(id="official", value=b"It's a Secret to Everybody")
OFFICIAL_SIGNATURE = b"sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


def _signed(body: bytes, secret: Secret = SECRET) -> bytes:
    return b"sha256=" + hmac.new(secret.value, body, hashlib.sha256).hexdigest().encode()


def _refusal_of_github(body: bytes, header: bytes | None) -> Refusal:
    with pytest.raises(Refused) as refused:
        signer_of_github(body, github_signature(header), secrets=[SECRET], moment=NOW)
    return refused.value.refusal


def _milliseconds(moment: datetime) -> bytes:
    return str(int(moment.timestamp() * 1000)).encode()


def test_github_s_own_example_verifies() -> None:
    signature = github_signature(OFFICIAL_SIGNATURE)
    signer = signer_of_github(b"Hello, World!", signature, secrets=[OFFICIAL], moment=NOW)
    assert signer == OFFICIAL


@given(body=st.binary(max_size=200), bit=st.integers(min_value=0))
def test_no_flipped_bit_of_a_body_verifies(body: bytes, bit: int) -> None:
    signature = _signed(body + b"x")
    changed = bytearray(body + b"x")
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    assert _refusal_of_github(bytes(changed), signature) is Refusal.BAD_SIGNATURE


@given(header=st.one_of(st.none(), st.binary(max_size=100)))
def test_no_invented_signature_verifies_or_breaks(header: bytes | None) -> None:
    assert _refusal_of_github(b"body", header) is Refusal.BAD_SIGNATURE


@pytest.mark.parametrize("prefix", [b"sha1=", b"sha512=", b"md5=", b"", b"SHA256=", b"sha256"])
def test_only_sha_256_counts(prefix: bytes) -> None:
    digest = _signed(b"body").removeprefix(b"sha256=")
    assert _refusal_of_github(b"body", prefix + digest) is Refusal.BAD_SIGNATURE


def test_upper_case_hexadecimal_is_the_same_digest() -> None:
    header = b"sha256=" + _signed(b"body").removeprefix(b"sha256=").upper()
    signer = signer_of_github(b"body", github_signature(header), secrets=[SECRET], moment=NOW)
    assert signer == SECRET


def test_the_secret_that_signed_is_found_among_several() -> None:
    signature = github_signature(_signed(b"body", OTHER))
    signer = signer_of_github(b"body", signature, secrets=[SECRET, OTHER], moment=NOW)
    assert signer == OTHER


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [
        (NOW, None, True),
        (NOW + timedelta(seconds=1), None, False),
        (None, NOW, False),
        (None, NOW + timedelta(seconds=1), True),
    ],
)
def test_a_secret_counts_only_in_its_time(
    begins: datetime | None, ends: datetime | None, *, counts: bool
) -> None:
    secret = Secret(id="timed", value=SECRET.value, not_before=begins, not_after=ends)
    signature = github_signature(_signed(b"body"))
    with nullcontext() if counts else pytest.raises(Refused):
        assert signer_of_github(b"body", signature, secrets=[secret], moment=NOW) == secret


@pytest.mark.parametrize("written", ["plain", "url-encoded"])
def test_a_gitee_sign_is_read_plain_or_url_encoded(written: str) -> None:
    timestamp = _milliseconds(NOW)
    sign = gitee_sign(timestamp.decode(), SECRET.value)
    if written == "url-encoded":
        sign = sign.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    signer = signer_of_gitee(sign.encode(), timestamp, secrets=[SECRET], moment=NOW)
    assert signer == SECRET


@pytest.mark.parametrize(
    "timestamp",
    [
        _milliseconds(NOW - timedelta(minutes=61)),
        _milliseconds(NOW + timedelta(minutes=61)),
        str(int(NOW.timestamp())).encode(),
        b"yesterday",
        b"-1",
        b"",
        b"9" * 5000,
    ],
)
def test_a_gitee_sign_counts_for_an_hour(timestamp: bytes) -> None:
    sign = gitee_sign(timestamp.decode(), SECRET.value).encode()
    with pytest.raises(Refused) as refused:
        signer_of_gitee(sign, timestamp, secrets=[SECRET], moment=NOW)
    assert refused.value.refusal is Refusal.STALE_TIMESTAMP


PASSWORD = Secret(id="word", value=b"a password of length", mode="password")


def test_a_gitee_password_is_compared_as_it_is() -> None:
    signer = signer_of_gitee(PASSWORD.value, None, secrets=[SECRET, PASSWORD], moment=NOW)
    assert signer == PASSWORD


@pytest.mark.parametrize("token", [None, b"", b"a password", PASSWORD.value + b" ", b"\xff\xfe"])
def test_another_gitee_password_is_refused(token: bytes | None) -> None:
    with pytest.raises(Refused) as refused:
        signer_of_gitee(token, None, secrets=[PASSWORD], moment=NOW)
    assert refused.value.refusal is Refusal.BAD_SIGNATURE


def test_a_gitee_password_does_not_count_where_signatures_are_asked_for() -> None:
    with pytest.raises(Refused) as refused:
        signer_of_gitee(SECRET.value, _milliseconds(NOW), secrets=[SECRET], moment=NOW)
    assert refused.value.refusal is Refusal.BAD_SIGNATURE


@given(token=st.binary(max_size=100), timestamp=st.one_of(st.none(), st.binary(max_size=20)))
def test_no_invented_gitee_token_verifies_or_breaks(token: bytes, timestamp: bytes | None) -> None:
    with pytest.raises(Refused):
        signer_of_gitee(token, timestamp, secrets=[SECRET, PASSWORD], moment=NOW)


def test_secrets_are_compared_in_constant_time_only() -> None:
    source = inspect.getsource(signatures)
    assert source.count("hmac.compare_digest(") == 2
    assert " == " not in source.replace('secret.mode == "password"', "")

"""Forwarded headers count from trusted proxies only, and decide nothing (R53)."""

import logging
from ipaddress import ip_network

import pytest
from receiver_harness import FakeProducer, a_receiver, github_headers

from osspulse.errors import WrongUsage
from osspulse.settings import Settings

BODY = b'{"action":"opened","repository":{"id":7}}'
HERE = Settings(trusted_proxies=(ip_network("127.0.0.0/8"),))
NOBODY = Settings()


def _refused_network(
    settings: Settings, caplog: pytest.LogCaptureFixture, *forwarded: tuple[str, str | bytes]
) -> str:
    """The network in the log line about a delivery with a wrong signature."""
    producer = FakeProducer()
    with caplog.at_level(logging.INFO), a_receiver(producer, settings=settings) as receiver:
        headers = [*github_headers(BODY, secret=b"x" * 16), *forwarded]
        assert receiver.post("/webhooks/github", headers, BODY).status == 403
    assert producer.records == []
    (line,) = (record for record in caplog.records if record.message == "request refused")
    return str(line.__dict__["network"])


FORWARDED = pytest.mark.parametrize(
    "forwarded",
    [
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-For", "198.51.100.1, 203.0.113.9"),
        ("X-Forwarded-For", "203.0.113.9, 127.0.0.2"),
        ("X-Forwarded-For", "203.0.113.9:51000"),
        ("Forwarded", 'proto=https;for="203.0.113.9:51000";by=10.0.0.1'),
        ("Forwarded", "for=198.51.100.1, For=203.0.113.9"),
    ],
)


@FORWARDED
def test_r53_a_trusted_proxy_is_believed(
    caplog: pytest.LogCaptureFixture, forwarded: tuple[str, str]
) -> None:
    assert _refused_network(HERE, caplog, forwarded) == "203.0.113.0/24"


@FORWARDED
def test_r53_nobody_else_is_believed(
    caplog: pytest.LogCaptureFixture, forwarded: tuple[str, str]
) -> None:
    assert _refused_network(NOBODY, caplog, forwarded) == "127.0.0.0/24"


@pytest.mark.parametrize(
    "forwarded",
    [
        [("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=198.51.100.1")],
        [("X-Forwarded-For", "203.0.113.9, nonsense")],
        [("X-Forwarded-For", "")],
        [("X-Forwarded-For", b"\xff\xfe")],
        [("Forwarded", "for=_hidden")],
        [("Forwarded", "host=203.0.113.9")],
        [("X-Real-IP", "203.0.113.9")],
    ],
)
def test_r53_what_is_ambiguous_or_unreadable_leaves_the_proxy_s_own_address(
    caplog: pytest.LogCaptureFixture, forwarded: list[tuple[str, str | bytes]]
) -> None:
    assert _refused_network(HERE, caplog, *forwarded) == "127.0.0.0/24"


def test_r53_an_address_of_the_newer_kind_is_cut_to_its_site(
    caplog: pytest.LogCaptureFixture,
) -> None:
    forwarded = ("Forwarded", 'for="[2001:db8:7:8::9]:443"')
    assert _refused_network(HERE, caplog, forwarded) == "2001:db8:7::/48"


@pytest.mark.parametrize("settings", [HERE, NOBODY])
def test_r53_forwarded_headers_neither_open_nor_reach_anything(
    caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    forwarded: list[tuple[str, str | bytes]] = [
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "evil.example"),
    ]
    producer = FakeProducer()
    with caplog.at_level(logging.DEBUG), a_receiver(producer, settings=settings) as receiver:
        answer = receiver.post("/webhooks/github", [*github_headers(BODY), *forwarded], BODY)
        forged = receiver.post("/webhooks/github", forwarded, BODY)
    assert (answer.status, forged.status) == (202, 403)
    assert "203.0.113.9" not in repr((caplog.text, producer.records, answer))


def test_trusted_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSSPULSE_TRUSTED_PROXIES", "10.0.0.7, 2001:db8::/32")
    assert Settings.load().trusted_proxies == (
        ip_network("10.0.0.7/32"),
        ip_network("2001:db8::/32"),
    )
    monkeypatch.setenv("OSSPULSE_TRUSTED_PROXIES", "proxy.example")
    with pytest.raises(WrongUsage, match="OSSPULSE_TRUSTED_PROXIES"):
        Settings.load()

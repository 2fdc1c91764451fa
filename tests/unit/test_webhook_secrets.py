"""The secrets file, and what is said about a wrong one."""

import logging
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from osspulse.errors import WrongUsage
from producers.sources.body_shapes import Organisation, Owned, Subject
from producers.webhook.secrets import Secret, Secrets, load_secrets
from producers.webhook.secrets_keeper import SecretsKeeper

GOOD = '[[github]]\nid = "main"\nsecret = "0123456789abcdef"\n'


def _file(folder: Path, text: str) -> Path:
    path = folder / "secrets.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    text = """
    [[github]]
    id = "old"
    secret = "0123456789abcdef"
    not_before = 2026-01-01
    not_after = 2026-02-01T12:00:00+08:00
    repositories = ["Acme/Robot"]
    [[gitee]]
    id = "gate"
    secret = "中文中文中文"
    mode = "password"
    organisations = ["Acme"]
    """
    assert load_secrets(_file(tmp_path, text)) == Secrets(
        github=(
            Secret(
                id="old",
                value=b"0123456789abcdef",
                not_before=datetime(2026, 1, 1, tzinfo=UTC),
                not_after=datetime(2026, 2, 1, 4, tzinfo=UTC),
                repositories=frozenset({"acme/robot"}),
            ),
        ),
        gitee=(
            Secret(
                id="gate",
                value="中文中文中文".encode(),
                mode="password",
                organisations=frozenset({"acme"}),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "has no secret"),
        ("[[github]", "is not TOML"),
        ("[gitlab]", "gitlab: unknown key"),
        ("github = 3", "github: Input should be a valid list"),
        ('[[github]]\nid = "main"', '[[github]] entry 1 "main", secret: Field required'),
        (GOOD + GOOD, 'the id "main" is there twice'),
        (GOOD + "secrett = 1", '[[github]] entry 1 "main", secrett: unknown key, is it mistyped?'),
        ('[[github]]\nid = "a b"\nsecret = "0123456789abcdef"', 'entry 1 "a b", id: '),
        ('[[github]]\nid = "main"\nsecret = "0123456789abcde"', "15 bytes are too few"),
        (GOOD + "not_after = 2026-01-01T00:00:00", "a time needs its zone"),
        (GOOD + "not_before = 2026-02-01\nnot_after = 2026-01-01", "ends (not_after) before"),
        (GOOD.replace("github", "gitee") + 'mode = "pasword"', "mode: Input should be 'signature'"),
    ],
)
def test_a_wrong_file_is_said_to_be_wrong_in_one_line(
    tmp_path: Path, text: str, problem: str
) -> None:
    path = _file(tmp_path, text)
    with pytest.raises(WrongUsage) as wrong:
        load_secrets(path)
    message = str(wrong.value)
    assert str(path) in message
    assert problem in message
    assert "\n" not in message
    assert "0123456789abcde" not in message


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"nowhere\.toml does not exist; give it an entry"):
        load_secrets(tmp_path / "nowhere.toml")


def test_a_secret_is_not_shown(tmp_path: Path) -> None:
    assert "0123456789abcdef" not in repr(load_secrets(_file(tmp_path, GOOD)))


ROBOT = Subject(repository=Owned(id=1, full_name="Acme/Robot"))


@pytest.mark.parametrize(
    ("secret", "subject", "serves"),
    [
        (Secret(id="a", value=b""), Subject(), True),
        (Secret(id="a", value=b"", repositories=frozenset({"acme/robot"})), ROBOT, True),
        (Secret(id="a", value=b"", repositories=frozenset({"acme/other"})), ROBOT, False),
        (Secret(id="a", value=b"", repositories=frozenset({"acme/robot"})), Subject(), False),
        (Secret(id="a", value=b"", organisations=frozenset({"acme"})), ROBOT, True),
        (
            Secret(id="a", value=b"", organisations=frozenset({"acme"})),
            Subject(organization=Organisation(login="Acme")),
            True,
        ),
        (Secret(id="a", value=b"", organisations=frozenset({"other"})), ROBOT, False),
    ],
)
def test_a_bound_secret_serves_its_own_only(
    secret: Secret, subject: Subject, *, serves: bool
) -> None:
    assert secret.serves(subject) is serves


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD)
    keeper = SecretsKeeper(path)
    keeper.reload_if_changed()
    path.write_text(GOOD.replace("main", "other"))
    keeper.reload_if_changed()
    assert [secret.id for secret in keeper.current().github] == ["other"]


def test_a_broken_or_vanished_file_keeps_the_old_secrets_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = _file(tmp_path, GOOD)
    keeper = SecretsKeeper(path)
    before = keeper.current()
    path.write_text("[[github]")
    with caplog.at_level(logging.ERROR):
        keeper.reload_if_changed()
        path.unlink()
        keeper.reload_if_changed()
        keeper.reload_if_changed()
    assert keeper.current() is before
    assert [record.message for record in caplog.records] == [
        "secrets not read again, the old ones stay",
        "secrets not read again, the old ones stay",
    ]


def test_an_unchanged_file_is_left_alone(tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD)
    keeper = SecretsKeeper(path)
    before = keeper.current()
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    keeper.reload_if_changed()
    assert keeper.current() is before

import hashlib
import re
from pathlib import Path

import pytest
from maven_repository import small_repository

from osspulse.embedded import jars
from osspulse.embedded.jars import SUMS, Jar, kafka_classpath, read_sums
from osspulse.errors import Unavailable, WrongUsage
from osspulse.settings import Settings

PATH = "org/example/deep/thing/1.2/thing-1.2.jar"
CONTENT = b"the genuine jar"


@pytest.fixture
def one_jar(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Jar:
    sums = tmp_path / "sums.sha256"
    sums.write_text(f"{hashlib.sha256(CONTENT).hexdigest()}  {PATH}\n")
    monkeypatch.setattr(jars, "SUMS", sums)
    return read_sums(sums.read_text())[0]


def settings(tmp_path: Path, repository: str) -> Settings:
    return Settings.load(
        home=tmp_path / "home", cache=tmp_path / "cache", maven_repository=repository
    )


def test_a_jar_knows_its_coordinates_from_its_path() -> None:
    assert Jar(PATH, "").coordinates == ("org.example.deep", "thing", "1.2")


def test_the_kept_sums_fix_kafka_and_name_no_host() -> None:
    text = SUMS.read_text()
    kept = {jar.coordinates[:2]: jar.coordinates[2] for jar in read_sums(text)}

    assert kept["org.apache.kafka", "kafka_2.13"] == "4.3.1"
    assert (
        kept["org.apache.logging.log4j", "log4j-slf4j-impl"]
        == kept["org.apache.logging.log4j", "log4j-core"]
    )
    assert all(
        re.fullmatch(r"[0-9a-f]{64}  [\w.+-]+(/[\w.+-]+)+\.jar", line) for line in text.splitlines()
    )
    assert "http" not in text.replace("httpc", "")


@pytest.mark.usefixtures("one_jar")
def test_a_missing_jar_is_fetched_once(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    with small_repository({PATH: CONTENT}) as repository:
        chosen = settings(tmp_path, repository.address)
        (first,) = kafka_classpath(chosen, on_step=lambda done, total: steps.append((done, total)))
        asked = len(repository.asked)
        (second,) = kafka_classpath(chosen)

    assert first == second == tmp_path / "cache" / "maven" / PATH
    assert first.read_bytes() == CONTENT
    assert steps == [(1, 1)]
    assert len(repository.asked) == asked


@pytest.mark.usefixtures("one_jar")
def test_what_is_in_the_cache_needs_no_network(tmp_path: Path) -> None:
    cached = tmp_path / "cache" / "maven" / PATH
    cached.parent.mkdir(parents=True)
    cached.write_bytes(CONTENT)

    assert kafka_classpath(settings(tmp_path, "http://127.0.0.1:9")) == (cached,)


@pytest.mark.usefixtures("one_jar")
def test_a_damaged_jar_in_the_cache_is_fetched_again(tmp_path: Path) -> None:
    cached = tmp_path / "cache" / "maven" / PATH
    cached.parent.mkdir(parents=True)
    cached.write_bytes(CONTENT[:5])

    with small_repository({PATH: CONTENT}) as repository:
        kafka_classpath(settings(tmp_path, repository.address))

    assert cached.read_bytes() == CONTENT


@pytest.mark.usefixtures("one_jar")
def test_a_jar_that_is_not_the_genuine_one_is_refused_and_not_kept(tmp_path: Path) -> None:
    with (
        small_repository({PATH: b"another jar"}) as repository,
        pytest.raises(WrongUsage, match=r"thing-1\.2\.jar: fetched a file with SHA-256"),
    ):
        kafka_classpath(settings(tmp_path, repository.address))

    assert not [file for file in (tmp_path / "cache").rglob("*") if file.is_file()]


@pytest.mark.usefixtures("one_jar")
def test_a_repository_without_the_jar_is_named_as_unavailable(tmp_path: Path) -> None:
    with (
        small_repository({}) as repository,
        pytest.raises(Unavailable, match=r"org\.example\.deep:thing.*OSSPULSE_MAVEN_REPOSITORY"),
    ):
        kafka_classpath(settings(tmp_path, repository.address))

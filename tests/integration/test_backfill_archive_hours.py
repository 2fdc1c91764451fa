"""Archived hours on disk: whole ones are read, others are refused before anything is sent."""

import gzip
from pathlib import Path

import pytest
from archive_builder import an_hour, archive_line
from shared_samples import sample

from osspulse.errors import WrongUsage
from producers.backfill.archive_hours import DamagedArchive, check_hour, events, fetch_hour

LINES = [archive_line(number) for number in range(50)]


def test_a_whole_hour_gives_its_lines_byte_for_byte(tmp_path: Path) -> None:
    hour = check_hour(an_hour(tmp_path / "hour.json.gz", LINES))
    assert hour.event_count == 50
    assert [event.line for event in events(hour)] == LINES


def test_an_event_is_named_by_id_type_and_time(tmp_path: Path) -> None:
    (event,) = events(check_hour(an_hour(tmp_path / "hour.json.gz", LINES[:1])))
    assert event.delivery_id == "1000:WatchEvent:2015-01-01T03:00:00Z"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"not gzip", "is no gzip file"),
        (b"", "has no events"),
        (gzip.compress(b""), "has no events"),
        (gzip.compress(b"\n".join(LINES))[:-9], "is damaged after line"),
        (gzip.compress(b"\n".join(LINES)) + b"garbage", "is no gzip file"),
        (gzip.compress(LINES[0] + b"\nnull"), "line 2 is no event"),
        (gzip.compress(LINES[0] + b"\n\n" + LINES[1]), "line 2 is no event"),
        (gzip.compress(b'{"type":"PushEvent","repository":{}}'), "line 1 is no event"),
        (gzip.compress(b"[" * 100_000), "line 1 is no event"),
        (gzip.compress(b"".join(LINES) + b"{"), "line 1 is no event"),
        (gzip.compress(b"".join(LINES) + b"{}"), "line 1 is no event"),
    ],
)
def test_a_damaged_hour_is_refused_in_one_line(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "hour.json.gz"
    path.write_bytes(content)
    with pytest.raises(DamagedArchive) as damaged:
        check_hour(path)
    message = str(damaged.value)
    assert str(path) in message
    assert problem in message
    assert "\n" not in message


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    path = an_hour(tmp_path / "hour.json.gz", LINES)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedArchive):
        check_hour(path)


def test_the_corrupt_sample_is_refused() -> None:
    with pytest.raises(DamagedArchive, match="is no gzip file"):
        check_hour(sample("gharchive/CORRUPT_2015-01-01-11.json.gz"))


def test_an_hour_that_changed_after_its_check_is_refused(tmp_path: Path) -> None:
    hour = check_hour(an_hour(tmp_path / "hour.json.gz", LINES))
    an_hour(hour.path, LINES[:10])
    with pytest.raises(DamagedArchive, match="changed after it was checked"):
        next(events(hour))


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"nowhere\.gz cannot be read: No such file"):
        check_hour(tmp_path / "nowhere.gz")


@pytest.mark.parametrize("url", ["http://host/a.json.gz", "file:///etc/passwd", "https://host/"])
def test_only_files_over_https_are_fetched(tmp_path: Path, url: str) -> None:
    with pytest.raises(WrongUsage, match="only https addresses"):
        fetch_hour(url, into=tmp_path)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("2012-06-14-15", 5_313),
        ("sample-2014-2021", 1_304),
        ("2015-01-01-3", 5_971),
        ("2015-01-01-4", 5_869),
        ("2015-01-01-5", 5_887),
        ("2015-01-01-12", 8_273),
    ],
)
def test_real_hours_are_read_whole(name: str, count: int) -> None:
    assert check_hour(sample(f"gharchive/{name}.json.gz")).event_count == count


def test_an_hour_without_newlines_is_read_event_by_event(tmp_path: Path) -> None:
    path = tmp_path / "hour.json.gz"
    path.write_bytes(gzip.compress(b"".join(LINES)))
    assert [event.line for event in events(check_hour(path))] == LINES


def test_the_oldest_hour_reads_the_same_without_its_newlines(tmp_path: Path) -> None:
    real = sample("gharchive/2012-06-14-15.json.gz")
    path = tmp_path / "hour.json.gz"
    path.write_bytes(gzip.compress(gzip.decompress(real.read_bytes()).replace(b"\n", b"")))
    assert list(events(check_hour(path))) == list(events(check_hour(real)))

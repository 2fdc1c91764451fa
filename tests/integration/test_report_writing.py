"""How the report site is written: whole or not at all, the same bytes anywhere, errors that help."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from published_marts_builder import write_published_marts
from published_marts_shapes import SHAPES
from report_page_reader import ReadPage

from osspulse.errors import Unavailable, WrongUsage
from osspulse.reporting import WrittenReport, site, write_report
from osspulse.reporting.pages import Page


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real (not simulated), without a portfolio file, nothing hostile."""
    path = tmp_path_factory.mktemp("calm") / "marts.duckdb"
    return write_published_marts(
        path, as_portfolio=False, hostile=False, is_simulated=False, shapes=SHAPES[:2]
    )


@pytest.fixture
def calm_report(calm: Path, tmp_path: Path) -> WrittenReport:
    return write_report(calm, into=tmp_path / "reports", languages=("en",))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_file_makes_the_same_bytes_anywhere(
    calm: Path, calm_report: WrittenReport, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from osspulse.reporting import write_report;"
        "write_report(Path(sys.argv[1]), into=Path(sys.argv[2]), languages=('en',))"
    )
    elsewhere = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    subprocess.run(
        [sys.executable, "-c", code, str(calm), str(tmp_path / "elsewhere")],
        env=elsewhere,
        check=True,
    )
    assert bytes_of(tmp_path / "elsewhere" / "2026-06-05") == bytes_of(calm_report.folder)


def test_without_a_portfolio_file_repositories_have_the_pages(calm_report: WrittenReport) -> None:
    names = [path.name for path in calm_report.pages]
    assert sum(name.startswith("repository-") for name in names) == len(names) - 2 == 4
    overview = ReadPage(calm_report.folder / "en" / "index.html").text
    assert "Community health of all repositories" in overview
    assert "Simulated" not in overview


def test_the_index_leads_to_the_newest_report_and_older_ones_stay(
    calm: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older.duckdb"
    shutil.copy(calm, older)
    with duckdb.connect(str(older)) as connection:
        connection.execute("update quality.publication set as_of_date = '2026-05-04'")
        connection.execute("delete from community_health.fct_health_metrics")
        connection.execute("delete from core.fct_commits")
    newest = write_report(calm, into=tmp_path / "reports", languages=("en",))
    before = bytes_of(newest.folder)
    write_report(older, into=tmp_path / "reports", languages=("en",))
    index = newest.index_page.read_text()
    assert 'content="0; url=2026-06-05/en/index.html"' in index
    assert ReadPage(tmp_path / "reports" / "earlier.html").links == [
        "2026-06-05/en/index.html",
        "2026-05-04/en/index.html",
    ]
    assert bytes_of(newest.folder) == before


def test_a_report_that_fails_half_way_leaves_the_old_one(
    calm: Path, calm_report: WrittenReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_of(calm_report.index_page.parent)

    def half_a_site(*_marts: object, **_options: object) -> Iterator[Page]:
        yield Page("index.html", "half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site, "pages_of", half_a_site)
    with pytest.raises(Unavailable, match="No space left on device; the previous report stays"):
        write_report(calm, into=calm_report.index_page.parent, languages=("en",))
    assert bytes_of(calm_report.index_page.parent) == before


def test_writing_a_day_again_replaces_it(calm: Path, calm_report: WrittenReport) -> None:
    into = calm_report.index_page.parent
    before = bytes_of(calm_report.folder)
    write_report(calm, into=into, languages=("en",))
    assert bytes_of(calm_report.folder) == before
    assert len([path for path in (into / site.VERSIONS).iterdir() if path.is_dir()]) == 1


def test_a_missing_publication_is_said_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"nothing\.duckdb: not there; run `osspulse publish`"):
        write_report(tmp_path / "nothing.duckdb", into=tmp_path / "out", languages=("en",))
    assert not (tmp_path / "out").exists()


def test_a_file_without_marts_is_said_with_the_next_step(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    with pytest.raises(WrongUsage, match="publish it again"):
        write_report(tmp_path / "empty.duckdb", into=tmp_path / "out", languages=("en",))


def test_an_unknown_language_is_refused_before_anything_is_written(
    calm: Path, tmp_path: Path
) -> None:
    with pytest.raises(WrongUsage, match="language 'fr'"):
        write_report(calm, into=tmp_path / "out", languages=("en", "fr"))
    assert not (tmp_path / "out").exists()


def test_a_history_that_has_just_begun_is_said_so(calm: Path, tmp_path: Path) -> None:
    young = tmp_path / "young.duckdb"
    shutil.copy(calm, young)
    with duckdb.connect(str(young)) as connection:
        connection.execute("update community_health.fct_health_metrics set coverage = 0.02")
    report = write_report(young, into=tmp_path / "reports", languages=("en",))
    text = ReadPage(report.folder / "en" / "index.html").text
    assert "Only 2% of that time has been observed so far" in text
    assert "22% better" not in text


def test_what_is_unknown_is_not_told_as_nobody(calm: Path, tmp_path: Path) -> None:
    blind = tmp_path / "blind.duckdb"
    shutil.copy(calm, blind)
    with duckdb.connect(str(blind)) as connection:
        connection.execute("""
            update community_health.fct_health_metrics
            set value = null, unknown_reason = 'low_coverage'
        """)
    report = write_report(blind, into=tmp_path / "reports", languages=("en",))
    text = ReadPage(report.folder / "en" / "index.html").text
    assert (
        "How many people contributed to all repositories in the last 90 days is not known." in text
    )
    assert "nobody contributed" not in text

"""The report site of real DuckDB files, hostile names and missing numbers included."""

import base64
import hashlib
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from published_marts_builder import write_published_marts
from published_marts_shapes import HOSTILE_NAME
from report_page_reader import ReadPage

from osspulse.reporting import WrittenReport, reported_run, write_report

LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_published_marts(tmp_path_factory.mktemp("published") / "marts.duckdb")


@pytest.fixture(scope="module")
def report(published: Path, tmp_path_factory: pytest.TempPathFactory) -> WrittenReport:
    return write_report(published, into=tmp_path_factory.mktemp("reports"), languages=LANGUAGES)


@pytest.fixture(scope="module")
def pages(report: WrittenReport) -> dict[str, ReadPage]:
    return {f"{path.parent.name}/{path.name}": ReadPage(path) for path in report.pages}


def test_there_is_an_overview_a_page_per_project_and_a_reading_guide_in_each_language(
    report: WrittenReport,
) -> None:
    names = {re.sub(r"-[0-9a-f]{8}", "", f"{p.parent.name}/{p.name}") for p in report.pages}
    projects = (
        "lantern",
        "riverbed",
        "kite",
        "quiet-harbor",
        "bamboo",
        "script-alert-1-script-gnp-exe-7-7",
    )
    expected = ["index.html", "reading.html", *(f"project-{name}.html" for name in projects)]
    assert names == {f"{language}/{name}" for language in LANGUAGES for name in expected}
    written = {path for path in report.folder.rglob("*.html") if path.is_file()}
    assert written == set(report.pages)


def test_a_program_can_tell_which_publication_a_report_is_of(report: WrittenReport) -> None:
    reports = report.folder.parent

    assert reported_run(reports, as_of=report.as_of) == "run-2026-06-05"
    assert reported_run(reports, as_of=date(1999, 1, 1)) is None


def test_every_page_is_sound_html_in_its_language(pages: dict[str, ReadPage]) -> None:
    assert {name: page.unbalanced for name, page in pages.items() if page.unbalanced} == {}
    assert {page.language for name, page in pages.items() if name.startswith("zh/")} == {"zh-Hans"}
    assert {page.language for name, page in pages.items() if name.startswith("en/")} == {"en"}
    assert {name for name, page in pages.items() if len(page.ids) != len(set(page.ids))} == set()


def test_no_page_runs_or_loads_anything(pages: dict[str, ReadPage]) -> None:
    tags = {tag for page in pages.values() for tag in page.tags}
    assert tags.isdisjoint({"script", "iframe", "object", "embed", "form", "img", "link", "base"})
    attributes = {name for page in pages.values() for _, name, _ in page.attributes}
    assert {name for name in attributes if name.startswith("on")} == set()
    assert attributes.isdisjoint({"src", "srcset", "action", "style", "xlink:href", "background"})


def test_the_policy_allows_the_one_style_and_nothing_else(pages: dict[str, ReadPage]) -> None:
    for page in pages.values():
        digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
        assert page.policy == (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
            "form-action 'none'"
        )
        assert not re.search(r"url\(|@import|</", page.style)


def test_links_lead_to_pages_that_exist_or_to_the_web(pages: dict[str, ReadPage]) -> None:
    broken = []
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if link.startswith("#"):
                found = link[1:] in page.ids
            elif parts.scheme:
                found = parts.scheme in ("http", "https") and bool(parts.hostname)
            else:
                found = (page.path.parent / parts.path).resolve().is_file() or (
                    parts.path == "../../earlier.html"
                )
            if not found:
                broken.append((name, link))
    assert broken == []


def test_each_page_links_to_itself_in_the_other_language(pages: dict[str, ReadPage]) -> None:
    for name, page in pages.items():
        language, _, file_name = name.partition("/")
        other = "en" if language == "zh" else "zh"
        assert f"../{other}/{file_name}" in page.links


def test_hostile_names_are_shown_as_text(pages: dict[str, ReadPage]) -> None:
    shown = "<script>alert(1)</script>\"'&gnp.exe"
    named = {name for name, page in pages.items() if shown in page.text}
    assert {name.partition("-")[0] for name in named} >= {
        "en/index.html",
        "en/project",
        "zh/project",
    }
    assert not any("\u202e" in page.text or "\x00" in page.text for page in pages.values())
    assert not any(" 49 " in page.text for page in pages.values() if HOSTILE_NAME in page.text)


def test_a_title_of_a_megabyte_does_not_reach_a_page(pages: dict[str, ReadPage]) -> None:
    assert max(page.path.stat().st_size for page in pages.values()) < 400_000
    (hostile,) = [page for name, page in pages.items() if name.startswith("en/project-script")]
    assert "<b>" + "长" * 86 + "…" in hostile.text


def test_simulated_data_is_announced_on_every_page_in_both_languages(
    pages: dict[str, ReadPage],
) -> None:
    for page in pages.values():
        assert "Simulated data" in page.text
        assert "模拟数据" in page.text


def test_every_chart_has_its_numbers_beside_it(pages: dict[str, ReadPage]) -> None:
    for page in pages.values():
        figures = page.tags.count("figure")
        charts = sum(value == "chart" for _, name, value in page.attributes if name == "class")
        assert charts <= figures
        assert page.path.read_text().count("</svg>\n<details>") == charts


def test_the_headline_tells_the_numbers_of_the_file(
    published: Path, pages: dict[str, ReadPage]
) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        ((active, urgent),) = connection.execute("""
            select
                (select value::int from community_health.fct_health_metrics
                 where scope_type = 'portfolio' and metric = 'active_contributors'
                     and window_days = 90 and as_of_date = '2026-06-05'),
                (select count(*) from community_health.fct_attention_needed where severity = 'high')
        """).fetchall()
    assert (
        f"In the last 90 days, {active} people contributed to Sunrise portfolio (simulated), "
        in pages["en/index.html"].text
    )
    assert f"{urgent} things are urgent, most of all at Kite." in pages["en/index.html"].text
    assert f"有 {urgent} 件事需要马上处理，最急的是纸鸢。" in pages["zh/index.html"].text


def test_the_unknown_is_said_and_never_a_zero(pages: dict[str, ReadPage]) -> None:
    (quiet,) = [page for name, page in pages.items() if name.startswith("en/project-quiet-harbor")]
    assert "People who stayed – Unknown: too few cases for an honest number" in quiet.text
    assert "nan" not in quiet.text.lower().split()


def test_the_reading_guide_tells_run_warnings_gaps_and_quarantine(
    pages: dict[str, ReadPage],
) -> None:
    text = pages["en/reading.html"].text
    for expected in (
        "Published by run run-2026-06-05 on 5 June 2026 01:12 UTC with OSS Pulse 0.1.0",
        "1 check gave a warning",
        "quality.gaps is_empty: observed 1, expected max_value=0 (lost history)",
        "1 gap is known",
        "Live from Gitee removed before it was read",
    ):
        assert expected in text

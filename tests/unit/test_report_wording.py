"""Texts, numbers, durations and names as a reader meets them."""

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osspulse.errors import WrongUsage
from osspulse.reporting.models import Figure
from osspulse.reporting.wording import Change, Message, Wording, messages_of, readable, safe_link


def placeholders(message: Message) -> set[str]:
    forms = [message] if isinstance(message, str) else list(message.values())
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def a_figure(value: float | None, previous: float | None, *, unit: str = "count") -> Figure:
    return Figure("m", 90, value, unit, 9, 1.0, None, previous, None)


def test_both_languages_have_the_same_texts_with_the_same_placeholders() -> None:
    english = {key: placeholders(text) for key, text in messages_of("en").items()}
    chinese = {key: placeholders(text) for key, text in messages_of("zh").items()}
    assert chinese == english


def test_every_plural_text_has_the_forms_its_language_needs() -> None:
    wrong = [
        (language, key)
        for language, forms in (("en", {"one", "other"}), ("zh", {"other"}))
        for key, text in messages_of(language).items()
        if not isinstance(text, str) and set(text) != forms
    ]
    assert wrong == []


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(WrongUsage, match=r"'de'.*en, zh"):
        messages_of("de")


@pytest.mark.parametrize(
    ("hours", "english", "chinese"),
    [
        (0.0, "0 min", "0 分钟"),
        (0.5, "30 min", "30 分钟"),
        (1.0, "1 h", "1 小时"),
        (7.75, "7 h 45 min", "7 小时 45 分钟"),
        (12.5, "12 h", "12 小时"),
        (76.0, "3 d 4 h", "3 天 4 小时"),
        (23.999, "1 d", "1 天"),
        (24 * 12 + 5, "12 d", "12 天"),
        (24 * 1200.0, "1,200 d", "1,200 天"),
    ],
)
def test_durations_are_told_in_two_units_at_most(hours: float, english: str, chinese: str) -> None:
    assert (Wording("en").duration(hours), Wording("zh").duration(hours)) == (english, chinese)


def test_a_count_picks_the_plural() -> None:
    wording = Wording("en")
    told = [wording.text("people.commits", count=count) for count in (1, 2, 1234)]
    assert told == ["1 commit", "2 commits", "1,234 commits"]


@pytest.mark.parametrize(
    ("direction", "now", "before", "expected"),
    [
        ("higher_is_better", 120, 100, Change("▲", "20%", "better")),
        ("higher_is_better", 80, 100, Change("▼", "20%", "worse")),
        ("lower_is_better", 80, 100, Change("▼", "20%", "better")),
        ("lower_is_better", 120, 100, Change("▲", "20%", "worse")),
        ("neutral", 120, 100, Change("▲", "20%", "neutral")),
        ("neutral", 100, 100, Change("→", "no change", "same")),
        ("higher_is_better", 4, 1, Change("▲", "3", "better")),
        ("higher_is_better", 4, 0, Change("▲", "4", "better")),
    ],
)
def test_an_arrow_tells_up_or_down_and_its_tone_better_or_worse(
    direction: str, now: float, before: float, expected: Change
) -> None:
    assert Wording("en").change(a_figure(now, before), direction=direction) == expected


def test_a_ratio_changes_in_points_and_a_wait_in_time() -> None:
    wording = Wording("en")
    ratio = wording.change(a_figure(0.5, 0.62, unit="ratio"), direction="higher_is_better")
    wait = wording.change(a_figure(30.0, 54.0, unit="hours"), direction="lower_is_better")
    assert (ratio, wait) == (Change("▼", "12 pts", "worse"), Change("▼", "1 d", "better"))


@pytest.mark.parametrize(("now", "before"), [(None, 3), (3, None), (None, None)])
def test_nothing_is_compared_with_the_unknown(now: float | None, before: float | None) -> None:
    assert Wording("en").change(a_figure(now, before), direction="neutral") is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc\u202egnp.exe\u202c", "abcgnp.exe"),
        ("two\r\nlines\tand\x00 \x1b[31mmore", "two lines and [31mmore"),
        ("ada@example.org", "ada"),
        (None, ""),
        ("x" * 91, "x" * 89 + "…"),
        ("长" * 1_000_000, "长" * 89 + "…"),
    ],
)
def test_foreign_text_is_one_harmless_short_line(text: str | None, shown: str) -> None:
    assert readable(text) == shown


@given(st.text())
def test_foreign_text_never_turns_the_page_around(text: str) -> None:
    shown = readable(text, limit=20)
    assert len(shown) <= 20
    assert not re.search("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", shown)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.example/a/b/issues/1",
        "http://gitee.example/a?x=%2e%2e#y",
    ],
)
def test_web_addresses_are_links(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//host/path",
        "https:///path",
        "https://good.example@evil.example/",
        "https://x.example/\n<script>",
        "https://[broken",
        "https://x.example/" + "a" * 3000,
    ],
)
def test_everything_else_is_no_link(url: str | None) -> None:
    assert safe_link(url) is None


@pytest.mark.parametrize(
    ("field", "english", "chinese"),
    [
        ("Operating Systems", "Operating systems", "操作系统"),
        ("quantum toys", "quantum toys", "quantum toys"),
    ],
)
def test_a_known_field_is_named_in_the_language_and_another_as_it_is(
    field: str, english: str, chinese: str
) -> None:
    named = [Wording(language).named("field", field) for language in ("en", "zh")]
    assert named == [english, chinese]

"""Charts as SVG."""

import re
from datetime import date, timedelta

from osspulse.reporting.charts import (
    Bar,
    Series,
    area_chart,
    bar_chart,
    line_chart,
    rendered,
    sparkline,
)
from osspulse.reporting.wording import Wording

HOSTILE = "</text><script>alert(1)</script>\"'&\u2028`${x}"
YEAR = [date(2025, 6, 9) + timedelta(weeks=week) for week in range(52)]


def a_line(label: str = "Waiting") -> Series:
    return Series(
        label, [(day, None if place % 9 == 4 else float(place)) for place, day in enumerate(YEAR)]
    )


def test_the_same_numbers_make_the_same_bytes() -> None:
    first = line_chart([a_line()], title="t", wording=Wording("en"))
    rendered.cache_clear()
    assert line_chart([a_line()], title="t", wording=Wording("en")) == first


def test_labels_are_text_in_the_language_of_the_page() -> None:
    svg = area_chart([a_line("新人")], title="谁在参与", wording=Wording("zh"))
    labels = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert {"新人", "7月", "2026年"} <= set(labels)


def test_a_chart_has_a_name_for_those_who_cannot_see_it() -> None:
    svg = line_chart([a_line()], title="Who & what", wording=Wording("en"))
    assert svg.startswith('<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="')
    assert 'role="img" aria-label="Who &amp; what"><title>Who &amp; what</title>' in svg


def test_hostile_names_stay_text() -> None:
    svg = bar_chart([Bar(HOSTILE, [(HOSTILE, 3.0), ("b", 2.0)])], title=HOSTILE, axis=HOSTILE)
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_days_of_a_short_history_are_shown_as_days() -> None:
    short = Series("a", [(day, 1.0) for day in YEAR[:6]])
    svg = line_chart([short], title="t", wording=Wording("en"))
    assert re.search(r">\d{1,2} (Jun|Jul)<", svg)


def test_a_sparkline_spans_its_place_from_zero_to_the_largest_value() -> None:
    assert 'points="2.0,22.0 50.0,12.0 98.0,2.0"' in sparkline([0, 1, 2], title="t")


def test_a_sparkline_of_nothing_lies_flat() -> None:
    assert 'points="2.0,22.0 98.0,22.0"' in sparkline([0, 0], title="t")

"""Vega-Lite charts as SVG: the same bytes for the same numbers, text that stays text."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup, escape

from osspulse.reporting.wording import Wording

# Okabe and Ito's palette: told apart by colour-blind readers too. style.css brightens it in the dark.
BLUE, ORANGE, GREEN, PINK, SKY = "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9"
PALETTE = (BLUE, ORANGE, GREEN, PINK, SKY)
WIDTH = 400
_FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, system-ui, sans-serif"
_GRID = "#8886"
_DAYS_WITHOUT_MONTHS = 100

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a chart: its label and its values by day, None where unknown."""

    label: str
    values: Sequence[tuple[date, float | None]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its label and the length of each of its parts."""

    label: str
    parts: Sequence[tuple[str, float]]


def area_chart(series: Sequence[Series], *, title: str, wording: Wording) -> Markup:
    """Areas over time, one in front of the other: the first is the whole, the next its parts."""
    rows = _rows(series)
    base = alt.Chart(_data(rows)).encode(
        x=_time_axis(rows, wording),
        y=alt.Y(
            "value:Q",
            title=None,
            stack=None,
            axis=alt.Axis(tickMinStep=1, tickCount=5, format="d"),
        ),
        color=_colour([one.label for one in series]),
    )
    return _drawn(base.mark_area(opacity=0.85, line=True), title=title, height=190)


def line_chart(series: Sequence[Series], *, title: str, wording: Wording) -> Markup:
    """Lines over time, with a gap where a value is unknown."""
    rows = _rows(series)
    base = alt.Chart(_data(rows)).encode(
        x=_time_axis(rows, wording),
        y=alt.Y(
            "value:Q",
            title=None,
            scale=alt.Scale(zero=True),
            axis=alt.Axis(tickCount=5),
        ),
        color=_colour([one.label for one in series], symbol="stroke"),
        strokeDash=alt.StrokeDash(
            "series:N",
            scale=alt.Scale(domain=[one.label for one in series], range=[[1, 0], [6, 3]]),
            legend=None,
        ),
    )
    return _drawn(base.mark_line(strokeWidth=2.5), title=title, height=190)


def bar_chart(bars: Sequence[Bar], *, title: str, axis: str, as_share: bool = False) -> Markup:
    """Lying bars in the given order, each stacked from its parts."""
    rows = [
        {"bar": f"{place:03d}", "part": part, "value": value, "order": order}
        for place, bar in enumerate(bars)
        for order, (part, value) in enumerate(bar.parts)
    ]
    parts = list(dict.fromkeys(part for bar in bars for part, _ in bar.parts))
    names = {f"{place:03d}": bar.label for place, bar in enumerate(bars)}
    base = (
        alt.Chart(_data(rows))
        .mark_bar()
        .encode(
            y=alt.Y(
                "bar:N",
                title=None,
                axis=alt.Axis(
                    labelExpr=f"{_as_vega_object(names)}[datum.value]",
                    labelLimit=130,
                    ticks=False,
                    domain=False,
                ),
            ),
            x=alt.X(
                "value:Q", title=axis, axis=alt.Axis(tickCount=5, format="%" if as_share else "d")
            ),
            color=_colour(parts, field="part") if len(parts) > 1 else alt.value(BLUE),
            order=alt.Order("order:Q"),
        )
    )
    return _drawn(base, title=title, height=max(70, 26 * len(bars)))


def sparkline(values: Sequence[float], *, title: str) -> Markup:
    """A word-sized line; drawn here, because a table of them would take a renderer seconds."""
    top = max(values, default=0) or 1
    step = 96 / max(1, len(values) - 1)
    points = " ".join(
        f"{2 + place * step:.1f},{22 - 20 * value / top:.1f}" for place, value in enumerate(values)
    )
    return Markup(  # noqa: S704 - numbers only, and the title is escaped
        f'<svg class="sparkline" viewBox="0 0 100 24" role="img" aria-label="{escape(title)}">'
        f'<title>{escape(title)}</title><polyline points="{points}" fill="none" '
        f'stroke="{BLUE}" stroke-width="2"/></svg>'
    )


def _data(rows: Rows) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _rows(series: Sequence[Series]) -> Rows:
    return [
        {"day": day.isoformat(), "series": one.label, "value": value}
        for one in series
        for day, value in one.values
    ]


def _time_axis(rows: Rows, wording: Wording) -> alt.X:
    days = sorted(date.fromisoformat(row["day"]) for row in rows)
    is_long = (days[-1] - days[0]).days > _DAYS_WITHOUT_MONTHS
    month, year = wording.named("chart_axis", "month"), wording.named("chart_axis", "year")
    day = wording.named("chart_axis", "day")
    expression = (
        f"utcmonth(datum.value) == 0 ? utcFormat(datum.value, '{year}')"
        f" : utcFormat(datum.value, '{month}')"
        if is_long
        else f"utcFormat(datum.value, '{day}')"
    )
    return alt.X(
        "day:T",
        title=None,
        scale=alt.Scale(type="utc"),  # else the machine's time zone would move the labels
        axis=alt.Axis(
            labelExpr=expression,
            tickCount={"interval": "month", "step": 2} if is_long else 5,
            grid=False,
            labelOverlap=True,
        ),
    )


def _colour(labels: Sequence[str], *, field: str = "series", symbol: str = "square") -> alt.Color:
    return alt.Color(
        f"{field}:N",
        scale=alt.Scale(domain=list(labels), range=list(PALETTE[: len(labels)])),
        legend=alt.Legend(orient="top", title=None, columns=3, symbolType=symbol),
    )


def _as_vega_object(names: dict[str, str]) -> str:
    return json.dumps(names, ensure_ascii=True)  # ASCII: some characters end a string in Vega


def _drawn(chart: alt.Chart, *, title: str, height: int) -> Markup:
    spec = (
        chart.properties(width=WIDTH, height=height, background="transparent")
        .configure(font=_FONT, aria=False, padding=4, autosize=alt.AutoSizeParams(type="fit-x"))
        .configure_axis(
            labelColor="currentColor",
            titleColor="currentColor",
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
            gridColor=_GRID,
            tickColor=_GRID,
            domainColor=_GRID,
        )
        .configure_legend(labelColor="currentColor", labelFontSize=13, labelLimit=220)
        .configure_view(stroke=None)
        .to_dict()
    )
    return _named(rendered(json.dumps(spec)), title=title)


@lru_cache(maxsize=256)
def rendered(spec: str) -> str:
    """The SVG of a Vega-Lite specification, rendered once: a tenth of a second each."""
    _register_fonts()
    return str(vl_convert.vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[]))


def _named(svg: str, *, title: str) -> Markup:
    """The SVG with an accessible name, sized by its place on the page."""
    size = re.match(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>', svg)
    if size is None:
        raise AssertionError("the renderer no longer writes <svg … viewBox=…>")
    opening = (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="{size[1]}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>'
    )
    return Markup(opening + svg[size.end() :])  # noqa: S704 - Vega escapes what it draws


@cache
def _register_fonts() -> None:
    """Let the renderer measure Chinese text; the reader's browser draws it with a font of its own."""
    with as_file(files("noto_cjk_sans_otc")) as folder:
        vl_convert.register_font_directory(str(folder))

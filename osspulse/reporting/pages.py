"""The pages of one language, as HTML."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from osspulse.reporting.models import WINDOWS, Marts
from osspulse.reporting.names import page_name
from osspulse.reporting.views import portfolio_view, reading_view, unit_view
from osspulse.reporting.wording import Wording, readable, safe_link


@dataclass(frozen=True, slots=True)
class Page:
    """One HTML file of a language's folder."""

    name: str
    html: str


def pages_of(marts: Marts, *, language: str, languages: Sequence[str]) -> Iterator[Page]:
    """Every page in one language; the first portfolio's overview is `index.html`."""
    wording = Wording(language)
    shared = _shared(marts, wording, languages)
    render = _renderer(wording)
    for place, portfolio in enumerate(marts.portfolios):
        home = "index.html" if place == 0 else page_name(portfolio.scope)
        yield Page(
            home,
            render(
                "portfolio.html.j2",
                **portfolio_view(portfolio, marts, wording),
                **shared,
                this_page=home,
                home=home,
            ),
        )
        for unit in portfolio.units:
            name = page_name(unit)
            facts = unit_view(unit, portfolio, marts, wording)
            yield Page(
                name, render("project.html.j2", **facts, **shared, this_page=name, home=home)
            )
    reading = reading_view(marts, wording)
    yield Page(
        "reading.html",
        render("reading.html.j2", **reading, **shared, this_page="reading.html", home="index.html"),
    )


def style_sheet() -> Markup:
    """The one style sheet; it is put into every page, so that a page can be mailed on its own."""
    source = files("osspulse.reporting").joinpath("static", "style.css")
    return Markup(source.read_text(encoding="utf-8"))  # noqa: S704 - our own file


def content_policy(style: str) -> str:
    """What a page may do: show itself in this very style, load nothing, run nothing."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def environment() -> Environment:
    """Templates that escape everything and refuse names they do not know."""
    return Environment(
        loader=PackageLoader("osspulse.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _renderer(wording: Wording) -> Any:
    jinja = environment()
    jinja.globals.update(t=wording.text, readable=readable, safe_link=safe_link, wording=wording)

    def render(template: str, **facts: Any) -> str:
        return jinja.get_template(template).render(**facts)

    return render


def _shared(marts: Marts, wording: Wording, languages: Sequence[str]) -> dict[str, Any]:
    style = style_sheet()
    return {
        "language": wording.language,
        "html_language": {"en": "en", "zh": "zh-Hans"}[wording.language],
        "other_languages": [Wording(other) for other in languages if other != wording.language],
        "publication": marts.publication,
        "windows": WINDOWS,
        "first_window": WINDOWS[1],
        "style": style,
        "policy": content_policy(style),
        "portfolios": [
            (
                wording.name(portfolio.scope.name),
                "index.html" if place == 0 else page_name(portfolio.scope),
            )
            for place, portfolio in enumerate(marts.portfolios)
        ],
    }

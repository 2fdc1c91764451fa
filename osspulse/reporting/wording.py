"""Numbers, times and names in the reader's language; the texts are in `locales/`."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import cast
from urllib.parse import urlsplit

import yaml
from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from osspulse.errors import WrongUsage
from osspulse.reporting.models import Figure

LOCALES = {"en": "en_GB", "zh": "zh_CN"}
NAME_LIMIT = 90
"""Characters of a name or title on a page; forges allow a megabyte."""

Message = str | Mapping[str, str]

_EMAIL = re.compile(r"@[\w.-]+\.\w+")
_HOURS_IN = {"hours": 1, "days": 24}
_FEW = 5
"""Below so many the change is told as a number: "+400 %" of one person misleads."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved against the window before: an arrow, an amount, and better or worse."""

    arrow: str
    amount: str
    tone: str


def readable(text: str | None, *, limit: int = NAME_LIMIT) -> str:
    """Foreign text on one line: no control or direction-changing characters, no mail domain, cut."""
    kept = "".join(
        " " if character.isspace() else character
        for character in (text or "")[: limit * 4]
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    line = " ".join(_EMAIL.sub("", kept).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def safe_link(url: str | None) -> str | None:
    """The address where it is a web address, else None: no `javascript:`, no credentials."""
    if not url or len(url) > 2000:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    return None if re.search(r"[\s\x00-\x1f\x7f]", url) else url


class Wording:
    """One language's texts and ways to write numbers, durations and dates."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._messages = messages_of(language)
        self._locale = Locale.parse(LOCALES[language])

    def has(self, key: str) -> bool:
        """Whether the language has this text."""
        return key in self._messages

    def text(self, key: str, **values: object) -> str:
        """The text with the values put in, not yet escaped; `count` picks the plural."""
        message = self._messages[key]
        if not isinstance(message, str):
            form = self._locale.plural_form(cast(int, values["count"]))
            message = message.get(form, message["other"])
        shown = {
            name: self.number(value) if name == "count" and isinstance(value, int) else value
            for name, value in values.items()
        }
        return message.format(**shown)

    def named(self, group: str, code: str | None) -> str:
        """The word for a code of the marts (a stage, a field of work); the code where it has none."""
        key = f"{group}.{(code or '').casefold()}"
        return self.text(key) if key in self._messages else readable(code, limit=60)

    def name(self, names: Mapping[str, str]) -> str:
        """A thing's name in this language, fit to be shown."""
        return readable(names.get(self.language), limit=60) or self.named("word", "unnamed")

    def number(self, value: float) -> str:
        """1,234 or 0.3."""
        rounded = round(value, 0 if abs(value) >= 10 else 1)
        return str(format_decimal(rounded, locale=self._locale))

    def percent(self, share: float) -> str:
        """37 %, as the language writes it."""
        return str(format_percent(round(share, 2), locale=self._locale))

    def duration(self, hours: float) -> str:
        """3 d 4 h, 12 h: two units, one from ten on, so that a week is not told to the hour."""
        minutes = round(abs(hours) * 60)
        if minutes >= 24 * 60:
            whole, rest = divmod(round(minutes / 60), 24)
            units, is_long = ("day", "hour"), whole >= 10
        else:
            whole, rest = divmod(minutes, 60)
            units, is_long = ("hour", "minute"), whole >= 10
        rest = 0 if is_long else rest
        parts = [
            self.text(f"duration.{unit}", amount=self.number(amount))
            for unit, amount in zip(units, (whole, rest), strict=True)
            if amount
        ]
        return " ".join(parts) or self.text("duration.minute", amount=0)

    def day(self, moment: date | datetime) -> str:
        """3 November 2026, 2026年11月3日."""
        return str(format_date(moment, "long", locale=self._locale))

    def moment(self, moment: datetime) -> str:
        """Date and time to the minute, UTC."""
        return f"{self.day(moment)} {format_time(moment, 'HH:mm', locale=self._locale)} UTC"

    def amount(self, value: float, unit: str) -> str:
        """A value in its unit: hours and days become days and hours, ratios become percent."""
        if unit in _HOURS_IN:
            return self.duration(value * _HOURS_IN[unit])
        return self.percent(value) if unit == "ratio" else self.number(value)

    def value(self, figure: Figure | None) -> str:
        """The figure's value, or a dash where it is unknown."""
        if figure is None or figure.value is None:
            return "–"
        return self.amount(figure.value, figure.unit)

    def change(self, figure: Figure | None, *, direction: str) -> Change | None:
        """Against the window before; None where there is nothing to compare with."""
        if figure is None or figure.value is None or figure.previous is None:
            return None
        amount = self._difference(figure.value, figure.previous, figure.unit)
        if amount is None:
            return Change("→", self.named("change", "same"), "same")
        is_up = figure.value > figure.previous
        if direction == "neutral":
            tone = "neutral"
        else:
            tone = "better" if is_up == (direction == "higher_is_better") else "worse"
        return Change("▲" if is_up else "▼", amount, tone)

    def _difference(self, value: float, previous: float, unit: str) -> str | None:
        difference = abs(value - previous)
        if unit in _HOURS_IN:
            hours = difference * _HOURS_IN[unit]
            return self.duration(hours) if hours >= 1 / 60 else None
        if unit == "ratio":
            points = round(difference * 100)
            return self.text("change.points", count=points) if points else None
        if previous < _FEW:
            return self.number(difference) if difference else None
        share = round(difference / previous, 2)
        return self.percent(share) if share else None


@cache
def messages_of(language: str) -> Mapping[str, Message]:
    """All texts of a language by dotted key; a plural text is a mapping of its forms."""
    if language not in LOCALES:
        known = ", ".join(sorted(LOCALES))
        raise WrongUsage(f"language {language!r}: not known; OSSPULSE_LANGUAGES takes {known}")
    source = files("osspulse.reporting").joinpath("locales", f"{language}.yml")
    found: dict[str, Message] = {}
    for group, entries in yaml.safe_load(source.read_text(encoding="utf-8")).items():
        for name, message in entries.items():
            found[f"{group}.{name}"] = message
    return found

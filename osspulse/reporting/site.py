"""Writes the site: a folder per as-of date, swapped in whole, and one address that stays."""

import fcntl
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from osspulse.errors import Unavailable, WrongUsage
from osspulse.reporting.models import Marts
from osspulse.reporting.pages import content_policy, environment, pages_of, style_sheet
from osspulse.reporting.reading import read_marts
from osspulse.reporting.wording import Wording, messages_of

FACTS = "report.json"
"""In each report's folder: which publication it tells of, for programs."""

VERSIONS = ".versions"
"""Below the reports' folder: the written sites; `2026-06-05` is a link to one of them."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """Where the report is: `index_page` always leads to the newest one."""

    index_page: Path
    folder: Path
    as_of: date
    pages: tuple[Path, ...]


def write_report(published: Path, *, into: Path, languages: Sequence[str]) -> WrittenReport:
    """The site of one published file, in `into/<as-of date>/<language>/`.

    The same file gives the same bytes. A reader sees the old site or the new one, never half of
    one; another day's site stays. Raises WrongUsage for an unknown language or a file that is not
    a publication, Unavailable where the folder cannot be written: the old site stays then.
    """
    if not languages:
        raise WrongUsage("languages: none given; set OSSPULSE_LANGUAGES to zh,en")
    for language in languages:
        messages_of(language)
    marts = read_marts(published)
    as_of = marts.publication.as_of
    with _disk_errors_named(into), _one_writer(into / VERSIONS):
        try:
            draft, names = _write_draft(marts, into / VERSIONS, languages)
            folder = into / as_of.isoformat()
            _point(folder, at=Path(VERSIONS) / draft.name)
            index = _write_index(into, languages)
        finally:
            _remove_unused(into)
    logger.info("report written", extra={"as_of": as_of, "pages": len(names)})
    return WrittenReport(index, folder, as_of, tuple(folder / name for name in names))


def _write_draft(marts: Marts, versions: Path, languages: Sequence[str]) -> tuple[Path, list[str]]:
    """The whole site in a folder that nothing points to yet, and the names of its pages."""
    draft = Path(tempfile.mkdtemp(prefix=f"{marts.publication.as_of}-", dir=versions))
    draft.chmod(0o755)
    names = []
    for language in languages:
        (draft / language).mkdir()
        for page in pages_of(marts, language=language, languages=languages):
            (draft / language / page.name).write_text(page.html, encoding="utf-8")
            names.append(f"{language}/{page.name}")
    facts = {
        "run_id": marts.publication.run_id,
        "as_of": marts.publication.as_of.isoformat(),
        "languages": list(languages),
    }
    (draft / FACTS).write_text(json.dumps(facts) + "\n", encoding="utf-8")
    return draft, names


def reported_run(reports: Path, *, as_of: date) -> str | None:
    """The id of the run whose publication the report of that day tells of; None without a report."""
    try:
        facts = json.loads((reports / as_of.isoformat() / FACTS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return str(facts["run_id"])


@contextmanager
def _disk_errors_named(into: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"reports folder {into}: {error.strerror or error}; the previous report stays in "
            "place; free some space or repair its permissions and write the report again"
        ) from error


@contextmanager
def _one_writer(versions: Path) -> Iterator[None]:
    """Only one report is written at a time; the next one waits."""
    versions.mkdir(parents=True, exist_ok=True)
    with (versions / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _point(link: Path, *, at: Path) -> None:
    """Make `link` lead to `at` in one step."""
    if link.is_dir() and not link.is_symlink():
        raise WrongUsage(f"{link} is a folder that OSS Pulse did not write; move it away")
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(at, target_is_directory=True)
    fresh.replace(link)


def _write_index(into: Path, languages: Sequence[str]) -> Path:
    """`index.html` leads to the newest report in the first language, `earlier.html` to all."""
    days = sorted((link.name for link in into.iterdir() if _is_report(link)), reverse=True)
    style = style_sheet()
    found = [
        (
            date.fromisoformat(day),
            [
                (Wording(one), f"{day}/{one}/index.html")
                for one in languages
                if (into / day / one).is_dir()
            ],
        )
        for day in days
    ]
    facts = {
        "reports": found,
        "style": style,
        "policy": content_policy(style),
        "wordings": [Wording(one) for one in languages],
    }
    for name in ("index.html", "earlier.html"):
        html = (
            environment()
            .get_template(f"{name}.j2")
            .render(**facts, newest=f"{days[0]}/{languages[0]}/index.html")
        )
        fresh = into / f".{name}.new"
        fresh.write_text(html, encoding="utf-8")
        fresh.replace(into / name)
    return into / "index.html"


def _is_report(link: Path) -> bool:
    if not link.is_symlink():
        return False
    try:
        date.fromisoformat(link.name)
    except ValueError:
        return False
    return True


def _remove_unused(into: Path) -> None:
    used = {link.resolve() for link in into.iterdir() if _is_report(link)}
    for version in (into / VERSIONS).iterdir():
        if version.is_dir() and version.resolve() not in used:
            shutil.rmtree(version)

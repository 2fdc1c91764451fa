"""The operator's files at the size of real ones: lists of others, written in the form that is read."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from shared_samples import sample

from osspulse.people import StoredPeople, store_people
from osspulse.people.bots_file import read_bots
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

_DAY = timedelta(days=1)


def in_our_form(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """People of Stackalytics, each with the employers of their time; no address twice."""
    people: list[dict[str, Any]] = []
    seen: set[str] = set()
    for person in listed:
        emails = [email for email in person["emails"] if _is_address(email)]
        emails = [email for email in dict.fromkeys(map(str.lower, emails)) if email not in seen]
        seen.update(emails)
        if emails:
            people.append({"emails": emails, "organisations": _employers(person["companies"])})
    return people


def _is_address(text: str) -> bool:
    return re.fullmatch(r"[^@\s:]+@[^@\s:]+\.[^@\s:]+", text) is not None and "noreply" not in text


def _employers(companies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    begins: date | None = None
    for company in companies:
        end = company["end_date"]
        ends = datetime.strptime(end, "%Y-%b-%d").replace(tzinfo=UTC).date() if end else None
        if begins is None or ends is None or ends > begins:
            period = {"from": begins, "until": ends - _DAY if ends else None}
            known = {key: day for key, day in period.items() if day}
            told.append({"organisation": company["company_name"]} | known)
        if ends is None:
            break
        # A few end before the one before them did.
        begins = max(begins or ends, ends)
    return told


def test_two_and_a_half_thousand_people_are_stored(tmp_path: Path) -> None:
    listed = json.loads(sample("lists/stackalytics-default-data.json").read_text(encoding="utf-8"))
    people = in_our_form(listed["users"])
    path = tmp_path / "people.yaml"
    path.write_text(yaml.dump({"people": people}, Dumper=yaml.CSafeDumper), encoding="utf-8")
    settings = Settings(home=tmp_path / "home", people=path)

    stored = store_people(settings)

    assert stored == StoredPeople(organisations=0, people=len(people), enrolments=0, bots=0)
    assert len(people) > 2500
    with open_warehouse(settings.warehouse_file) as connection:
        (employments,) = connection.execute(
            "select count(*) from raw.listed_employments"
        ).fetchall()
    assert employments == (sum(len(p["emails"]) * len(p["organisations"]) for p in people),)


def test_open_digger_s_list_of_bots_is_read_as_it_is() -> None:
    bots = read_bots(sample("lists/open-digger-bots.yml"))

    assert len([account for account, _ in bots if account.startswith("github:")]) == 954
    assert len([account for account, _ in bots if account.startswith("gitee:")]) == 31

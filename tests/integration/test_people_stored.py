from datetime import date
from pathlib import Path

import pytest

from osspulse.errors import WrongUsage
from osspulse.people import StoredPeople, store_people
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

FILES = {
    "organisations": "organisations:\n  - {id: lantern, name_en: Lantern, domains: [l.example]}\n",
    "people": (
        "people:\n  - {accounts: [github:kim], emails: [kim@l.example],\n"
        "     organisations: [{organisation: lantern, from: 2024-01-01}]}\n"
        "splits: [github:desk]\n"
    ),
    "enrolments": "who,organisation,from,until\ngithub:lee,lantern,,2024-06-30\n",
    "bots": "data: {platforms: [{name: GitHub, users: [{id: 5, name: helper}]}]}\n",
}


def settings_with(folder: Path, files: dict[str, str]) -> Settings:
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return Settings.load(home=folder / "home", **{name: folder / name for name in files})


def stored(settings: Settings, table: str) -> list[tuple[object, ...]]:
    with open_warehouse(settings.warehouse_file) as connection:
        return connection.execute(f"select * from raw.{table} order by all").fetchall()  # noqa: S608


def test_the_files_are_stored_once_however_often_they_are_read(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, FILES)

    store_people(settings)
    told = store_people(settings)

    assert told == StoredPeople(organisations=1, people=1, enrolments=1, bots=1)
    assert stored(settings, "listed_organisations") == [
        ("lantern", "Lantern", None, "other", None, None, None)
    ]
    assert stored(settings, "listed_organisation_names") == [
        ("lantern", "domain", "l.example"),
        ("lantern", "name", "lantern"),
    ]
    assert stored(settings, "listed_employments") == [
        ("enrolment", "github:lee", "lantern", None, date(2024, 6, 30)),
        ("people_list", "email:kim@l.example", "lantern", date(2024, 1, 1), None),
        ("people_list", "github:kim", "lantern", date(2024, 1, 1), None),
    ]
    assert stored(settings, "identity_overrides") == [
        ("people_list", "person 0", "email:kim@l.example"),
        ("people_list", "person 0", "github:kim"),
        ("split", "split 0", "github:desk"),
    ]
    assert stored(settings, "listed_bots") == [("github:5", "helper")]


def test_without_files_the_tables_are_there_and_empty(tmp_path: Path) -> None:
    store_people(settings_with(tmp_path, FILES))

    settings = settings_with(tmp_path, {})

    assert store_people(settings) == StoredPeople(0, 0, 0, 0)
    assert stored(settings, "listed_employments") == []


@pytest.mark.parametrize("wrong", list(FILES))
def test_a_wrong_file_leaves_what_was_stored(tmp_path: Path, wrong: str) -> None:
    settings = settings_with(tmp_path, FILES)
    store_people(settings)
    before = stored(settings, "listed_employments")

    with pytest.raises(WrongUsage, match=r"line 1: "):
        store_people(settings_with(tmp_path, FILES | {wrong: "something: else\n"}))

    assert stored(settings, "listed_employments") == before

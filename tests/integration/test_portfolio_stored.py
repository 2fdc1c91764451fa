from pathlib import Path

import pytest

from osspulse.errors import WrongUsage
from osspulse.portfolio import StoredPortfolio, store_portfolio
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse

LANTERN = """
portfolio: {id: spring, name_en: Spring, name_zh: 春季}
projects:
  - id: lantern
    name_en: Lantern
    name_zh: 灯笼
    field: internet
    home_utc_offset: "+08:00"
    repositories: ["github:lantern/lantern", {name: "gitee:lantern/lantern", mirror: true}]
"""


def settings_with(folder: Path, *, content: str | None) -> Settings:
    path = folder / "portfolio.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    return Settings(home=folder / "home", portfolio=path if content is not None else None)


def stored(settings: Settings) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    with open_warehouse(settings.warehouse_file) as connection:
        return (
            connection.execute("select * from raw.portfolio_projects").fetchall(),
            connection.execute("select * from raw.portfolio_repositories order by all").fetchall(),
        )


def test_the_file_is_stored_once_however_often_it_is_read(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, content=LANTERN)

    store_portfolio(settings)
    told = store_portfolio(settings)

    assert told == StoredPortfolio(projects=1, repositories=2)
    assert stored(settings) == (
        [("spring", "Spring", "春季", "lantern", "Lantern", "灯笼", "internet", *[None] * 4, 480)],
        [
            ("lantern", "gitee", "lantern/lantern", True),
            ("lantern", "github", "lantern/lantern", False),
        ],
    )


def test_without_a_file_the_tables_are_there_and_empty(tmp_path: Path) -> None:
    store_portfolio(settings_with(tmp_path, content=LANTERN))

    settings = settings_with(tmp_path, content=None)

    assert store_portfolio(settings) == StoredPortfolio(projects=0, repositories=0)
    assert stored(settings) == ([], [])


def test_a_wrong_file_leaves_what_was_stored(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, content=LANTERN)
    store_portfolio(settings)
    before = stored(settings)

    with pytest.raises(WrongUsage, match="project lantern: field"):
        store_portfolio(settings_with(tmp_path, content=LANTERN.replace("internet", "gardens")))

    assert stored(settings) == before

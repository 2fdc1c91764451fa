import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from osspulse.errors import WrongUsage
from osspulse.portfolio_file import read_portfolio


def a_project(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": "lantern",
        "name_en": "Lantern",
        "name_zh": "灯笼",
        "field": "cloud computing",
        "repositories": ["github:lantern/lantern"],
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def a_file(folder: Path, *projects: Any, **changes: Any) -> Path:
    whole = {
        "portfolio": {"id": "spring", "name_en": "Spring", "name_zh": "春季"},
        "projects": list(projects),
    }
    path = folder / "portfolio.yaml"
    path.write_text(yaml.safe_dump(whole | changes, allow_unicode=True), encoding="utf-8")
    return path


def test_a_full_project_is_read_as_written(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        a_project(
            foundation="Example Foundation",
            city="深圳",
            park="示例软件园",
            stage="incubating",
            home_utc_offset="+08:00",
            repositories=[
                "github:lantern/Lantern",
                {"name": "gitee:lantern/lantern", "mirror": True},
            ],
        ),
    )

    project = read_portfolio(path).projects[0]

    assert (project.name_zh, project.stage, project.home_utc_offset) == ("灯笼", "incubating", 480)
    assert [(r.platform, r.full_name, r.mirror) for r in project.repositories] == [
        ("github", "lantern/Lantern", False),
        ("gitee", "lantern/lantern", True),
    ]


@pytest.mark.parametrize(
    ("offset", "minutes"), [("+08:00", 480), ("-05:30", -330), ("+00:00", 0), ("+05:45", 345)]
)
def test_an_offset_is_kept_in_minutes(tmp_path: Path, offset: str, minutes: int) -> None:
    path = a_file(tmp_path, a_project(home_utc_offset=offset))

    assert read_portfolio(path).projects[0].home_utc_offset == minutes


@pytest.mark.parametrize(
    ("project", "said"),
    [
        (a_project(field="gardening"), "project lantern: field: Input should be 'internet'"),
        (a_project(name_zh=None), "project lantern: name_zh: Field required"),
        (a_project(name_en=" "), "project lantern: name_en: String should have at least 1"),
        (a_project(id=None), "project number 1: id: Field required"),
        (a_project(id="Two Words"), "project Two Words: id: String should match"),
        (a_project(stage="famous"), "project lantern: stage: Input should be 'sandbox'"),
        (a_project(home_utc_offset=8), 'project lantern: home_utc_offset: write it in quotes as "'),
        (a_project(repositories=[]), "project lantern: repositories: Tuple should have at least 1"),
        (
            a_project(repositories=["lantern/lantern"]),
            "project lantern: repositories.0: 'lantern/lantern' is not github:owner/name",
        ),
        (
            a_project(repositories=["github:a/b", "github:A/B"]),
            "project lantern: repositories: github:A/B is listed already in project lantern",
        ),
        (a_project(colour="red"), "project lantern: colour: Extra inputs are not permitted"),
        ("lantern", "project number 1: Input should be a valid dictionary"),
    ],
)
def test_what_is_wrong_is_named_by_file_project_and_field(
    tmp_path: Path, project: Any, said: str
) -> None:
    path = a_file(tmp_path, project)

    with pytest.raises(WrongUsage, match=re.escape(f"portfolio {path}: {said}")) as caught:
        read_portfolio(path)
    assert "\n" not in str(caught.value)


def test_a_repository_belongs_to_one_project(tmp_path: Path) -> None:
    path = a_file(tmp_path, a_project(), a_project(id="ferry"))

    with pytest.raises(
        WrongUsage, match=r"project ferry: repositories: .* already in project lant"
    ):
        read_portfolio(path)


def test_a_project_is_listed_once(tmp_path: Path) -> None:
    path = a_file(tmp_path, a_project(), a_project(repositories=["github:other/one"]))

    with pytest.raises(WrongUsage, match="project lantern: id: listed twice"):
        read_portfolio(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"projects: [", "is not YAML"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"", "Input should be a valid dictionary"),
        (b"projects: []", "portfolio: Field required"),
    ],
)
def test_a_file_that_is_no_portfolio_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "portfolio.yaml"
    path.write_bytes(content)

    with pytest.raises(WrongUsage, match=re.escape(str(path)) + ".*" + said):
        read_portfolio(path)


def test_a_missing_file_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"absent\.yaml: No such file.*OSSPULSE_PORTFOLIO"):
        read_portfolio(tmp_path / "absent.yaml")

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from osspulse.errors import WrongUsage
from osspulse.people.bots_file import read_bots
from osspulse.people.enrolments_file import read_enrolments
from osspulse.people.organisations_file import read_organisations
from osspulse.people.people_file import read_people
from osspulse.people.subjects import subject_of

HEADER = "who,organisation,from,until\n"


def a_file(folder: Path, content: str) -> Path:
    path = folder / "told.yaml"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("github:Octo-Cat", "github:octo-cat"),
        (" gitee:#42 ", "gitee:#42"),
        ("github:helper[bot]", "github:helper[bot]"),
        ("Kim@Lantern.Example", "email:kim@lantern.example"),
        ("email:kim@lantern.example", "email:kim@lantern.example"),
        ("42+kim@users.noreply.github.com", "github:#42"),
        ("Kim@users.noreply.github.com", "github:kim"),
    ],
)
def test_a_subject_is_an_account_or_an_address(written: str, meant: str) -> None:
    assert subject_of(written) == meant


@pytest.mark.parametrize("written", ["kim", "gitlab:kim", "github:", "kim@lantern", None, 5, ""])
def test_what_names_nobody_is_refused(written: Any) -> None:
    with pytest.raises(ValueError, match="is neither github:login"):
        subject_of(written)


def test_an_organisation_goes_by_all_its_names(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        """
organisations:
  - {id: lantern, name_en: Lantern Works, name_zh: 灯笼, kind: company, aliases: ["@Lantern"],
     domains: ["@Lantern.example"], accounts: [github:Lantern], city: 深圳, country: CN}
""",
    )

    (organisation,) = read_organisations(path).organisations

    assert organisation.names == {"lantern", "lantern works", "灯笼", "@lantern"}
    assert organisation.domains == ("lantern.example",)
    assert organisation.accounts == ("github:lantern",)


def test_people_are_read_with_their_employers_and_days(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        """
people:
  - name: Kim
    accounts: [github:Kim, "gitee:#42"]
    emails: [kim@lantern.example]
    organisations:
      - {organisation: lantern, until: 2024-06-30}
      - {organisation: Ferry Systems, from: 2024-07-01}
merges: [[github:lee, lee@ferry.example]]
splits: [github:desk, [github:pat, 'gitee:#7']]
""",
    )

    told = read_people(path)

    assert told.people[0].subjects == ("github:kim", "gitee:#42", "email:kim@lantern.example")
    assert [str(each.until or each.from_) for each in told.people[0].organisations] == [
        "2024-06-30",
        "2024-07-01",
    ]
    assert told.merges == (("github:lee", "email:lee@ferry.example"),)
    assert told.splits == (("github:desk",), ("github:pat", "gitee:#7"))


def test_enrolments_are_read_from_a_spreadsheet_s_table(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        "\ufeff" + HEADER + "github:kim,lantern,2022-03-01,2024-06-30\n"
        'kim@ferry.example,"Ferry, Systems",2024-07-01,\n',
    )

    first, second = read_enrolments(path)

    assert (first.who, first.organisation, str(first.until)) == (
        "github:kim",
        "lantern",
        "2024-06-30",
    )
    assert (second.who, second.organisation, second.until) == (
        "email:kim@ferry.example",
        "Ferry, Systems",
        None,
    )


def test_bots_are_read_from_open_digger_s_form(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        """
name: Bot Accounts
type: Bot
data:
  platforms:
    - {name: GitHub, type: Code Hosting, users: [{id: 5, name: helper}]}
    - {name: Gitee, users: [{id: 6, name: lantern-ci}]}
    - {name: AtomGit, users: [{id: 7, name: other}]}
""",
    )

    assert read_bots(path) == (("github:5", "helper"), ("gitee:6", "lantern-ci"))


@pytest.mark.parametrize(
    ("read", "content", "said"),
    [
        (
            read_organisations,
            "organisations:\n  - {id: a, name_en: A}\n  - id: b\n    name_en: B\n    kind: band\n",
            "line 5: organisations.1.kind: Input should be 'company'",
        ),
        (
            read_organisations,
            (
                "organisations:\n  - {id: a, name_en: A, domains: [x.example]}\n"
                "  - {id: b, name_en: B,\n     domains: [x.example]}\n"
            ),
            "line 4: organisations.1.domains: 'x.example' of b is a's already",
        ),
        (
            read_organisations,
            "organisations:\n  - {id: a, name_en: A}\n  - {id: a, name_en: B}\n",
            "line 3: organisations.1.id: a is listed already",
        ),
        (
            read_organisations,
            "organisations:\n  - {id: a, name_en: A, domains: [nowhere]}\n",
            "line 2: organisations.0.domains.0: 'nowhere' is no domain",
        ),
        (
            read_organisations,
            "organisations:\n  - {id: a, name_en: A, country: China}\n",
            "line 2: organisations.0.country: String should match",
        ),
        (
            read_people,
            "people:\n  - accounts: [kim]\n",
            "line 2: people.0.accounts.0: 'kim' is neither github:login",
        ),
        (
            read_people,
            "people:\n  - accounts: [kim@lantern.example]\n",
            "line 2: people.0.accounts.0: an address belongs under emails",
        ),
        (read_people, "people:\n  - name: Kim\n", "line 2: people.0: neither accounts nor emails"),
        (
            read_people,
            (
                "people:\n  - accounts: [github:kim]\n    organisations:\n"
                "      - {organisation: a, until: 2024-06-30}\n"
                "      - {organisation: b, from: 2024-06-30}\n"
            ),
            "line 5: people.0.organisations.1: begins before another of them has ended",
        ),
        (
            read_people,
            (
                "people:\n  - accounts: [github:kim]\n    organisations:\n"
                "      - {organisation: a, from: 2024}\n"
            ),
            "line 4: people.0.organisations.0.from: 2024 is no day such as 2024-06-30",
        ),
        (
            read_people,
            "people:\n  - accounts: [github:kim]\n  - accounts: [github:Kim]\n",
            "line 3: people.1: github:kim is listed already",
        ),
        (read_people, "merges:\n  - [github:kim]\n", "line 2: merges.0: a merge needs two or more"),
        (
            read_people,
            "splits: [github:a,\n  [github:b, github:A]]\n",
            "line 2: splits.1: github:a is listed already",
        ),
        (read_people, "humans: []\n", "line 1: humans: Extra inputs are not permitted"),
        (read_people, "people: [\n", "is not YAML"),
        (read_people, "", "line 1: Input should be a valid dictionary"),
        (
            read_bots,
            "data:\n  platforms:\n    - name: GitHub\n      users:\n        - {id: x, name: a}\n",
            "line 5: data.platforms.0.users.0.id: Input should be a valid integer",
        ),
        (read_enrolments, "who,from\n", "line 1: the columns are who, from; they have to be who,"),
        (read_enrolments, "", "line 1: the columns are missing"),
        (read_enrolments, HEADER + "kim,lantern,,\n", "line 2: who: 'kim' is neither github:login"),
        (
            read_enrolments,
            HEADER + "github:a,x,,\ngithub:b,x,2024-02-30,\n",
            "line 3: from: '2024-02-30' is no day",
        ),
        (read_enrolments, HEADER + "github:a,,,\n", "line 2: organisation: Field required"),
        (
            read_enrolments,
            HEADER + "github:a,x,2024-02-02,2024-02-01\n",
            "line 2: until 2024-02-01 is before from 2024-02-02",
        ),
        (read_enrolments, HEADER + "github:a,x,,,y\n", "line 2: has more cells than columns"),
        (
            read_enrolments,
            HEADER + "github:a,x,,2024-02-01\ngithub:b,x,,\ngithub:A,y,2024-02-01,\n",
            "line 4: from: begins before another row of github:a has ended",
        ),
    ],
)
def test_what_is_wrong_is_named_by_file_line_and_key(
    tmp_path: Path, read: Callable[[Path], Any], content: str, said: str
) -> None:
    path = a_file(tmp_path, content)

    with pytest.raises(WrongUsage, match=re.escape(str(path)) + ".*" + re.escape(said)) as caught:
        read(path)
    assert "\n" not in str(caught.value)


def test_many_mistakes_are_counted_not_listed(tmp_path: Path) -> None:
    path = a_file(tmp_path, "splits: [a, b, c, d, e, f, g]\n")

    with pytest.raises(WrongUsage, match=r"and 2 more$"):
        read_people(path)


@pytest.mark.parametrize(
    ("read", "setting"),
    [
        (read_organisations, "OSSPULSE_ORGANISATIONS"),
        (read_people, "OSSPULSE_PEOPLE"),
        (read_enrolments, "OSSPULSE_ENROLMENTS"),
        (read_bots, "OSSPULSE_BOTS"),
    ],
)
def test_a_missing_file_is_named_with_its_setting(
    tmp_path: Path, read: Callable[[Path], Any], setting: str
) -> None:
    with pytest.raises(WrongUsage, match=rf"absent\.yaml: No such file.*{setting}"):
        read(tmp_path / "absent.yaml")
    (tmp_path / "told.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(WrongUsage, match="is not UTF-8"):
        read(tmp_path / "told.yaml")

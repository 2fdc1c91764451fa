"""People and their employers: deliveries of a few made-up people, from raw to the core marts."""

import re
from hashlib import md5
from pathlib import Path

import pytest
from core_marts_builder import CoreMarts
from raw_events import land_raw_events
from told_deliveries import Told, account

FILES = {
    "organisations": """
organisations:
  - {id: lantern, name_en: Lantern Works, name_zh: 灯笼, kind: company, city: 深圳, country: CN,
     aliases: [Lantern Works Ltd.], domains: [lantern.example], accounts: [github:lantern]}
  - {id: ferry, name_en: Ferry Systems, kind: company, domains: [ferry.example]}
  - {id: alone, name_en: Alone, kind: individual, aliases: ["*independent"]}
""",
    "people": """
people:
  - accounts: [github:lee]
    emails: [lee@ferry.example]
    organisations:
      - {organisation: Ferry Systems, until: 2025-05-31}
      - {organisation: "*independent", from: 2025-06-01}
merges:
  - [github:ann, ann@old.example]
splits:
  - github:desk
""",
    "enrolments": """who,organisation,from,until
github:kim,lantern works ltd.,2025-02-01,2025-02-28
""",
    "bots": "data: {platforms: [{name: GitHub, users: [{id: 11, name: lantern-ci-renamed}]}]}",
}

KIM = account(1, "kim")
LEE = account(2, "lee")
MAX = account(3, "max", company="@lantern")


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> CoreMarts:
    folder = tmp_path_factory.mktemp("people")
    told = Told()
    told.comment("2025-01-01T00:00:00+00:00", by=KIM)
    told.commit("2025-01-02T00:00:00Z", email="kim@ferry.example", login="kim", sha="1a")
    told.commit("2025-01-31T23:59:59Z", email="kim@sea.ferry.example", login="kim", sha="1b")
    told.commit("2025-02-28T23:59:59Z", email="kim@ferry.example", login="kim", sha="1c")
    told.commit("2025-03-01T00:00:00Z", email="kim@lantern.example", login="kim", sha="1d")
    told.comment("2025-03-02T00:00:00Z", by=KIM)
    told.commit("2025-03-03T00:00:00Z", email="kim@gmail.com", login="kim", sha="1e")
    told.commit(
        "2025-03-04T00:00:00Z", email="1+kim@users.noreply.github.com", login="kim", sha="1f"
    )
    told.commit("2025-05-31T23:00:00Z", email="lee@ferry.example", login="lee", sha="2a")
    told.commit("2025-06-01T00:00:00Z", email="lee@ferry.example", login="lee", sha="2b")
    told.comment("2025-06-02T00:00:00Z", by=LEE)
    told.comment("2025-06-03T00:00:00Z", by=MAX)
    told.commit("2025-06-04T00:00:00Z", email="pat@lab.uni.edu.cn", name="Pat", sha="3a")
    told.commit("2025-07-01T00:00:00Z", email="ann@old.example", name="Ann")
    told.comment("2025-07-02T00:00:00Z", by=account(4, "ann"))
    told.commit("2025-07-03T00:00:00Z", email="bea@both.example", login="bea")
    told.commit("2025-07-04T00:00:00Z", email="bea@both.example", login="bea-work")
    told.commit("2025-07-05T00:00:00Z", email="front@desk.example", login="desk")
    told.commit("2025-07-06T00:00:00Z", email="front@desk.example", login="cleo")
    told.commit("2025-07-07T00:00:00Z", email="front@desk.example", login="helper[bot]")
    told.comment("2025-07-08T00:00:00Z", by=account(5, "bea"))
    told.comment("2025-07-08T00:00:00Z", by=account(6, "bea-work"))
    told.comment("2025-07-08T00:00:00Z", by=account(7, "desk"))
    told.comment("2025-07-08T00:00:00Z", by=account(8, "cleo"))
    told.comment("2025-07-08T00:00:00Z", by=account(9, "helper[bot]") | {"type": "Bot"})
    told.commit(
        "2025-07-10T00:00:00Z",
        email="cleo@home.example",
        login="cleo",
        sha="together",
        message="Fix\n\nCo-authored-by: Kim <kim@lantern.example>\n"
        "Co-authored-by: Cleo <cleo@home.example>\nCo-authored-by: Zoe <zoe@gmail.com>",
    )
    told.comment("2025-07-09T00:00:00Z", by=account(10137, "ghost"))
    told.comment("2025-07-09T00:00:00Z", by=account(10, "abbot"))
    told.comment("2025-07-09T00:00:00Z", by=account(11, "lantern-ci"))
    files = {}
    for name, content in FILES.items():
        files[name] = folder / name
        files[name].write_text(content, encoding="utf-8")
    marts = CoreMarts(folder / "warehouse.duckdb", folder, files=files)
    land_raw_events(marts.warehouse, told.events)
    marts.build()
    return marts


def test_the_data_tests_of_dbt_pass(marts: CoreMarts) -> None:
    marts.test()


def test_a_commit_belongs_to_the_employer_of_its_time(marts: CoreMarts) -> None:
    told = marts.rows(
        "select commit_sha, organisation_id, affiliation_source from core.fct_commits"
        " where length(commit_sha) = 2 order by all"
    )

    assert told == [
        ("1a", "ferry", "email_domain"),
        ("1b", "ferry", "email_domain"),
        ("1c", "lantern", "enrolment"),
        ("1d", "lantern", "email_domain"),
        ("1e", None, None),
        ("1f", "lantern", "recent_email_domain"),
        ("2a", "ferry", "people_list"),
        ("2b", None, "people_list"),
        ("3a", "domain:uni.edu.cn", "email_domain"),
    ]


def test_what_has_no_address_belongs_to_the_person_s_employer_of_its_time(
    marts: CoreMarts,
) -> None:
    told = marts.rows(
        """
        select occurred_at::date::varchar, organisation_id, affiliation_source
        from core.fct_activities
        where kind = 'issue_commented' and occurred_at < '2025-07-01'
        order by all
        """
    )

    assert told == [
        ("2025-01-01", None, None),
        ("2025-03-02", "lantern", "recent_email_domain"),
        ("2025-06-02", None, "people_list"),
        ("2025-06-03", "lantern", "profile"),
    ]


def test_an_organisation_has_names_kind_and_place(marts: CoreMarts) -> None:
    assert marts.rows(
        "select organisation_id, name_zh, kind, city, is_listed from core.dim_organisations"
        " order by all"
    ) == [
        ("domain:uni.edu.cn", None, "university", None, False),
        ("ferry", None, "company", None, True),
        ("lantern", "灯笼", "company", "深圳", True),
    ]


def test_who_worked_where_when_is_published(marts: CoreMarts) -> None:
    assert marts.rows(
        """
        select source, organisation_id, valid_from::date::varchar, valid_until::date::varchar
        from core.bridge_person_organisations
        inner join core.dim_people using (person_id)
        where display_name = 'lee'
        order by all
        """
    ) == [
        ("email_domain", "ferry", "2025-05-31", None),
        ("people_list", "ferry", None, "2025-06-01"),
        ("people_list", None, "2025-06-01", None),
    ]


def test_accounts_of_one_person_share_a_personal_address(marts: CoreMarts) -> None:
    people = marts.rows(
        """
        select list(login order by login) from core.dim_accounts
        where login != 'owner' group by person_id order by all
        """
    )

    assert [logins for (logins,) in people] == [
        ["abbot"],
        ["ann"],
        ["bea", "bea-work"],
        ["cleo"],
        ["desk"],
        ["ghost"],
        ["helper[bot]"],
        ["kim"],
        ["lantern-ci"],
        ["lee"],
        ["max"],
        ["pusher"],
    ]


def test_a_merge_keeps_the_id_of_the_identity_that_acted_first(marts: CoreMarts) -> None:
    assert marts.rows(
        """
        select identities.kind, person_id = former_person_id as keeps_its_id
        from core.bridge_person_identities as identities
        inner join core.dim_people using (person_id)
        where display_name = 'ann'
        order by all
        """
    ) == [("account", False), ("address", True)]


def test_the_page_follows_an_event_through_every_layer(marts: CoreMarts) -> None:
    page = Path(__file__).parents[2] / "docs" / "following-an-event.md"
    asked = re.search(r"```sql\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert asked
    raw, base, staged, commit, act = asked[1].split(";")[:5]
    ((delivery_id, *_),) = marts.rows(raw)
    told = staged.replace("…", str(delivery_id))
    ((sha, *_),) = marts.rows(told)

    assert [len(marts.rows(query)) for query in (base.replace("…", str(delivery_id)), told)] == [
        1,
        1,
    ]
    assert [row[1] for row in marts.rows(commit.replace("…", str(sha)))] == [1]
    assert "commit_authored" in {row[1] for row in marts.rows(act.replace("…", str(sha)))}


def test_the_query_of_the_page_says_why_two_accounts_are_one_person(marts: CoreMarts) -> None:
    page = Path(__file__).parents[2] / "docs" / "people.md"
    asked = re.search(r'osspulse query "\n(.*?)"\n```', page.read_text("utf-8"), re.DOTALL)
    assert asked
    why = marts.rows(asked[1].replace("'kim'", "'bea'"))

    assert [row[:5] for row in why] == [("github", "bea", "github", "bea-work", "same_address")]
    assert why[0][5] == md5(b"bea@both.example").hexdigest()  # noqa: S324


def test_bots_are_known_by_type_and_list_and_abbot_is_a_human(marts: CoreMarts) -> None:
    bots = marts.rows("select login from core.dim_accounts where is_bot order by all")

    assert bots == [("helper[bot]",), ("lantern-ci",)]


def test_ghost_stands_for_nobody(marts: CoreMarts) -> None:
    assert marts.rows(
        "select count(*), count(person_id) from core.fct_activities"
        " where account_id = 'github:10137'"
    ) == [(1, 0)]


def test_a_co_author_is_an_author_of_the_commit(marts: CoreMarts) -> None:
    assert marts.rows(
        """
        select kind, display_name, organisation_id
        from core.fct_activities inner join core.dim_people using (person_id)
        where object_id = 'together'
        order by all
        """
    ) == [
        ("commit_authored", "cleo", None),
        ("commit_co_authored", "Zoe", None),
        ("commit_co_authored", "kim", "lantern"),
    ]

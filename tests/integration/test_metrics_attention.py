"""What needs attention as of Monday 2026-04-06, project by project and for a repository of none."""

from datetime import date, datetime

import pytest
from community_history import HealthMarts, health_marts

AS_OF = date(2026, 4, 6)
HISTORY = """
2025-10-01 00:00  desk   zed  pushes
2025-11-01 00:00  desk   ann  commits old
2026-04-04 00:00  desk   ann  opens issue two-days
2026-04-03 23:00  desk   ann  opens issue over-two-days
2026-03-29 23:00  desk   ann  opens issue over-a-week
2026-03-01 00:00  desk   ann  opens issue answered
2026-03-02 00:00  desk   zed  comments issue answered
2026-03-01 00:00  desk   ann  opens issue closed
2026-03-02 00:00  desk   ann  closes issue closed
2026-03-01 00:00  desk   ci[bot] opens issue by-a-bot
2026-04-06 00:00  desk   zed  comments issue over-a-week
2026-04-02 00:00  desk   ann  opens pull unreviewed
2026-04-02 12:00  desk   zed  comments pull unreviewed
2026-04-03 00:00  desk   ann  opens pull three-days
2026-04-03 01:00  desk   zed  comments pull three-days
2026-04-02 00:00  desk   ann  opens pull reviewed
2026-04-03 00:00  desk   zed  reviews pull reviewed
2026-04-04 23:00  desk   new  opens issue first-of-new
2026-04-05 01:00  desk   own  opens issue first-of-own
2026-04-01 00:00  lamp   ann  opens issue veteran
2026-04-05 12:00  desk   new  opens issue second-of-new

2025-10-01 00:00  drift  zed  pushes
2026-01-10 00:00  drift  eve  commits d1
2026-01-11 00:00  drift  eve  commits d2
2026-01-12 00:00  drift  eve  commits d3
2026-01-13 00:00  drift  eve  commits d4
2026-02-19 23:59  drift  eve  commits d5
2026-01-10 00:00  drift  fay  commits d6
2026-01-11 00:00  drift  fay  commits d7
2026-01-12 00:00  drift  fay  commits d8
2026-01-13 00:00  drift  fay  commits d9
2026-02-20 00:00  drift  fay  commits d10
2026-01-10 00:00  drift  gus  commits d11
"""
KEY_PERSON = "\n".join(
    f"2026-03-{day:02d} 00:00  key  {person}  commits k{day}"
    for day, person in enumerate(["kim"] * 5 + ["lou"] * 3 + ["max"] * 2, start=10)
)
BACKLOG = "\n".join(
    f"2026-03-01 00:00  heap  ann  opens issue h{number}\n"
    f"2026-03-01 01:00  heap  zed  comments issue h{number}"
    for number in range(10)
) + "".join(f"\n2026-03-02 00:00  heap  ann  closes issue h{number}" for number in range(4))
PORTFOLIO = """
portfolio: {id: spring, name_en: Spring, name_zh: 春季}
projects:
  - id: office
    name_en: Office
    name_zh: 办公
    field: other
    repositories: ["github:owner/desk", "github:owner/lamp"]
"""


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> HealthMarts:
    return health_marts(
        "\n".join([HISTORY, KEY_PERSON, BACKLOG]),
        folder=tmp_path_factory.mktemp("attention"),
        as_of=AS_OF,
        portfolio=PORTFOLIO,
    )


def needing(marts: HealthMarts, kind: str, columns: str) -> list[tuple[object, ...]]:
    return marts.rows(
        f"select {columns} from community_health.fct_attention_needed "  # noqa: S608
        "where kind = ? order by all",
        kind,
    )


def test_issues_wait_two_days_and_are_urgent_after_a_week(marts: HealthMarts) -> None:
    assert needing(
        marts, "issue_unanswered", "object_id, severity, reason_code, waiting_hours, project_id"
    ) == [
        ("over-a-week", "high", "no_first_response_for_long", 169, "office"),
        ("over-two-days", "medium", "no_first_response", 49, "office"),
        ("veteran", "medium", "no_first_response", 120, "office"),
    ]


def test_pull_requests_wait_three_days_for_a_review_whatever_was_said(marts: HealthMarts) -> None:
    assert needing(marts, "pull_request_unreviewed", "object_id, waiting_hours, since_at") == [
        ("unreviewed", 96, datetime(2026, 4, 2))  # noqa: DTZ001 - marts hold UTC without a zone
    ]


def test_only_a_first_contribution_to_the_project_is_a_newcomers(marts: HealthMarts) -> None:
    assert needing(marts, "newcomer_waiting", "object_id, person_id, severity, url") == [
        ("first-of-new", "new", "high", "https://example.org/desk/first-of-new")
    ]


def test_one_who_wrote_half_of_ten_commits_is_a_risk(marts: HealthMarts) -> None:
    assert needing(marts, "key_person_risk", "repository_id, person_id, severity, reason_code") == [
        ("key", "kim", "high", "half_of_commits_by_one_person")  # eve wrote 5 of 11
    ]


def test_a_regular_who_is_silent_for_45_days_drifts(marts: HealthMarts) -> None:
    assert needing(marts, "contributor_drifting", "repository_id, person_id, severity") == [
        ("drift", "eve", "medium")  # fay wrote on the 45th day before; gus was no regular
    ]


def test_a_pile_grows_when_fewer_than_half_are_closed(marts: HealthMarts) -> None:
    assert needing(marts, "backlog_growing", "repository_id, reason_code, title") == [
        ("heap", "few_issues_closed", "owner/heap")
    ]

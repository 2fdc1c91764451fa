"""The people, organisations and hours behind the numbers, as of Monday 2026-04-06."""

from datetime import date, datetime

import pytest
from community_history import HealthMarts, health_marts

AS_OF = date(2026, 4, 6)
HISTORY = """
2025-12-01 00:00        lamp  zed  stars
2025-12-20 10:00        lamp  eve  commits p1
2026-02-10 10:00        lamp  ann  commits p2
2026-02-11 10:00        lamp  bob  commits p3
2026-03-09 09:00+08:00  lamp  bob  commits p4
2026-03-09 18:00+08:00  lamp  bob  commits p5
2026-03-08 23:30-05:00  lamp  dan  commits p6
2026-03-12 10:00        lamp  eve  commits p7
2026-03-13 10:00        lamp  fay  opens pull 1
2026-03-14 10:00        lamp  bob  reviews pull 1
2026-03-15 10:00        lamp  dan  reviews pull 1
2026-03-16 10:00        lamp  dan  merges pull 1
2026-03-20 10:00        lamp  zed  opens issue 2
2026-03-21 10:00        lamp  ci[bot] comments issue 2
"""


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> HealthMarts:
    folder = tmp_path_factory.mktemp("contributors")
    return health_marts(HISTORY, folder=folder, as_of=AS_OF, tested=True)


def test_everybody_has_a_standing_and_a_tier(marts: HealthMarts) -> None:
    assert marts.rows(
        "select person_id, standing, tier, contribution_count, contribution_count_before,"
        " absence_factor_without, review_capacity_without_ratio"
        " from community_health.fct_contributor_standings"
        " where scope_id = 'lamp' and window_days = 30 order by person_id"
    ) == [
        ("ann", "churned", None, 0, 1, None, 1.0),
        ("bob", "returning", "core", 3, 1, 1, 0.5),
        ("dan", "new", "core", 2, 0, 1, 0.5),
        ("eve", "reactivated", "regular", 1, 0, 1, 1.0),
        ("fay", "new", "regular", 1, 0, None, 1.0),
        ("zed", "new", "casual", 1, 0, None, 1.0),
    ]


@pytest.mark.parametrize("window_days", [30, 90, 365])
def test_the_people_listed_are_the_people_counted(marts: HealthMarts, window_days: int) -> None:
    listed = marts.rows(
        """
        select
            count(*) filter (standing <> 'churned'), count(*) filter (standing = 'new'),
            count(*) filter (standing = 'returning'), count(*) filter (standing = 'reactivated'),
            count(*) filter (standing = 'churned'), count(*) filter (tier = 'core'),
            count(*) filter (tier = 'regular'), count(*) filter (tier = 'casual'),
            count(*) filter (review_count > 0)
        from community_health.fct_contributor_standings
        where scope_id = 'lamp' and window_days = ?
        """,
        window_days,
    )[0]

    assert list(listed) == list(
        marts.values(
            "lamp",
            *("active_contributors", "new_contributors", "returning_contributors"),
            *("reactivated_contributors", "churned_contributors", "core_contributors"),
            *("regular_contributors", "casual_contributors", "active_reviewers"),
            days=window_days,
        ).values()
    )


def test_a_cohort_is_followed_month_by_month(marts: HealthMarts) -> None:
    assert marts.rows(
        "select joining_month, months_later, cohort_size, survivor_count, unknown_reason"
        " from community_health.fct_contributor_cohorts where scope_id = 'lamp' order by all"
    ) == [
        (date(2025, 12, 1), 0, 1, 1, "too_few_observations"),
        (date(2025, 12, 1), 1, 1, 0, "too_few_observations"),
        (date(2025, 12, 1), 2, 1, 0, "too_few_observations"),
        (date(2025, 12, 1), 3, 1, 1, "too_few_observations"),
        (date(2026, 2, 1), 0, 2, 2, "too_few_observations"),
        (date(2026, 2, 1), 1, 2, 1, "too_few_observations"),
        (date(2026, 3, 1), 0, 3, 3, "too_few_observations"),
    ]


def test_the_funnel_has_its_people(marts: HealthMarts) -> None:
    assert marts.rows(
        "select person_id, interested_at, participated_at, contributed_at"
        " from community_health.fct_newcomer_stages where scope_id = 'lamp'"
        " and person_id in ('dan', 'fay', 'zed') order by person_id"
    ) == [
        ("dan", None, datetime(2026, 3, 15, 10), datetime(2026, 3, 9, 4, 30)),  # noqa: DTZ001
        ("fay", None, None, datetime(2026, 3, 16, 10)),  # noqa: DTZ001
        ("zed", datetime(2025, 12, 1), datetime(2026, 3, 20, 10), None),  # noqa: DTZ001
    ]
    assert marts.rows(
        "select d1_people_count, d2_people_count, d0_d1_days_median"
        " from community_health.fct_newcomer_funnel where scope_id = 'lamp' and window_days = 30"
        " and as_of_date = '2026-04-06'"
    ) == [(3, 2, pytest.approx(109 + 10 / 24))]


def test_hours_are_those_of_each_persons_clock(marts: HealthMarts) -> None:
    assert marts.rows(
        "select local_weekday, local_hour, contribution_count, is_outside_hours"
        " from community_health.fct_activity_hours"
        " where scope_id = 'lamp' and window_days = 30 order by all"
    ) == [
        (1, 9, 1, False),
        (1, 18, 1, True),
        (6, 18, 1, True),  # bob's review, by the clock of his commit before
        (7, 5, 1, True),
        (7, 23, 1, True),  # dan's Sunday evening is Monday in UTC
    ]


def test_people_are_listed_by_place(marts: HealthMarts) -> None:
    assert marts.rows(
        "select region, utc_offset_minutes, people_count, people_ratio, is_home"
        " from community_health.fct_international_reach"
        " where scope_id = 'lamp' and window_days = 30 order by all"
    ) == [("americas", -300, 1, 0.5, None), ("asia_pacific", 480, 1, 0.5, None)]

"""A small history, as of Monday 2026-04-06: the 30-day window begins at 2026-03-07 00:00."""

from datetime import date

import pytest
from community_history import HealthMarts, health_marts

AS_OF = date(2026, 4, 6)
HISTORY = """
2025-12-01 00:00  people    zed    stars

2026-02-10 10:00  people    ann    commits p1
2026-02-11 10:00  people    bob    commits p2
2026-02-12 10:00  people    cat    commits p3
2025-12-20 10:00  people    eve    commits p4
2026-03-10 10:00  people    bob    commits p5
2026-03-11 10:00  people    cat    commits p6
2026-03-12 10:00  people    dan    commits p7
2026-03-13 10:00  people    eve    commits p8
2026-03-14 10:00  people    fay    opens issue people-1
2026-03-15 10:00  people    zed    stars
2026-03-16 10:00  people    ci[bot] commits p9

2025-12-01 00:00  edges     ann    stars
2026-03-06 23:59  edges     ann    commits e1
2026-03-07 00:00  edges     bob    commits e2
2026-04-05 23:59  edges     cat    commits e3
2026-04-06 00:00  edges     dan    commits e4

2026-03-10 00:00  answers   ann    opens issue plain
2026-03-10 12:00  answers   ann    comments issue plain
2026-03-10 18:00  answers   ci[bot] comments issue plain
2026-03-11 00:00  answers   bob    comments issue plain
2026-03-10 00:00  answers   ann    opens issue author-only
2026-03-11 00:00  answers   ann    comments issue author-only
2026-03-10 00:00  answers   ann    opens issue bot-only
2026-03-11 00:00  answers   ci[bot] comments issue bot-only
2026-03-12 00:00  answers   ann    closes issue bot-only
2026-03-20 00:00  answers   ann    opens issue slow
2026-03-24 00:00  answers   bob    comments issue slow
2026-04-04 00:00  answers   ann    opens issue late
2026-04-06 00:00  answers   bob    comments issue late
2026-03-21 00:00  answers   ci[bot] opens issue by-a-bot
2026-03-21 01:00  answers   bob    comments issue by-a-bot

2026-03-01 00:00  turns     ann    opens issue kept-closed
2026-03-10 00:00  turns     ann    closes issue kept-closed
2026-03-01 00:00  turns     ann    opens issue reopened
2026-03-11 00:00  turns     ann    closes issue reopened
2026-03-12 00:00  turns     ann    reopens issue reopened
2026-03-01 00:00  turns     ann    opens issue closed-twice
2026-03-13 00:00  turns     ann    closes issue closed-twice
2026-03-14 00:00  turns     ann    reopens issue closed-twice
2026-03-21 00:00  turns     ann    closes issue closed-twice
2026-04-01 00:00  turns     ann    opens issue closed-later
2026-04-06 00:00  turns     ann    closes issue closed-later
2026-04-01 00:00  turns     ci[bot] opens issue by-robot

2026-03-01 00:00  changes   ann    opens pull merged
2026-03-03 00:00  changes   ann    reviews pull merged
2026-03-04 00:00  changes   bob    reviews pull merged
2026-03-11 00:00  changes   bob    merges pull merged
2026-03-10 00:00  changes   ann    opens pull declined
2026-03-10 06:00  changes   bob    comments pull declined
2026-03-10 09:00  changes   bob    reviews pull declined
2026-03-12 00:00  changes   bob    closes pull declined
2026-03-15 00:00  changes   cat    opens pull waiting
2026-03-16 00:00  changes   cat    opens pull merged-later
2026-04-07 00:00  changes   bob    merges pull merged-later

2026-03-08 00:00  quiet     ann    stars

2026-03-10 00:00  source    ann    commits shared
2026-03-10 00:00  source    ann    pushes
2026-03-11 00:00  source    bob    commits own
2026-03-12 00:00  source    ann    commits older
2026-03-20 00:00  source    cat    opens issue source-1
2026-03-10 00:00  mirror    ann    commits shared
2026-03-10 00:05  mirror    ann    pushes
2026-02-01 00:00  mirror    cat    comments issue source-1
2026-04-07 00:00  future    ann    commits f1
"""
PORTFOLIO = """
portfolio: {id: spring, name_en: Spring, name_zh: 春季}
projects:
  - id: both
    name_en: Both
    name_zh: 两者
    field: other
    repositories: ["github:owner/source", {name: "github:owner/mirror", mirror: true}]
  - {id: unseen, name_en: Unseen, name_zh: 未见, field: other, repositories: ["github:no/thing"]}
"""


WIDE_KEYS = {
    *("repository_id", "project_id", "portfolio_id", "full_name", "name_en"),
    *("window_days", "coverage", "as_of_date"),
}


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> HealthMarts:
    folder = tmp_path_factory.mktemp("history")
    return health_marts(HISTORY, folder=folder, as_of=AS_OF, portfolio=PORTFOLIO, tested=True)


def test_people_are_told_apart_by_when_they_contributed(marts: HealthMarts) -> None:
    assert marts.values(
        "people",
        "active_contributors",
        "new_contributors",
        "returning_contributors",
        "reactivated_contributors",
        "churned_contributors",
        "contributor_growth_rate",
        "retention_rate",
    ) == {
        "active_contributors": 5,  # bob cat dan eve fay
        "new_contributors": 2,  # dan fay
        "returning_contributors": 2,  # bob cat
        "reactivated_contributors": 1,  # eve
        "churned_contributors": 1,  # ann
        "contributor_growth_rate": pytest.approx(2 / 3),
        "retention_rate": pytest.approx(2 / 3),
    }


def test_bots_are_counted_but_are_no_people(marts: HealthMarts) -> None:
    assert marts.values(
        "people", "commit_count", "bot_activity_count", "star_count", "contributor_absence_factor"
    ) == {
        "commit_count": 5,
        "bot_activity_count": 1,
        "star_count": 1,
        "contributor_absence_factor": 2,
    }


def test_a_window_holds_its_first_instant_and_not_its_last(marts: HealthMarts) -> None:
    assert marts.values("edges", "commit_count", "active_contributors", "churned_contributors") == {
        "commit_count": 2,
        "active_contributors": 2,
        "churned_contributors": 1,
    }


def test_growth_over_fewer_than_three_people_is_unknown(marts: HealthMarts) -> None:
    assert marts.values("edges", "contributor_growth_rate", "retention_rate") == {
        "contributor_growth_rate": "too_few_observations",
        "retention_rate": "too_few_observations",
    }


def test_only_another_person_answers_an_issue(marts: HealthMarts) -> None:
    name = "issue_first_response_hours"
    assert marts.values(
        "answers",
        f"{name}_median",
        f"{name}_p90",
        f"{name}_mean",
        f"{name}_within_24h_ratio",
        f"{name}_within_7d_ratio",
        f"{name}_unanswered_count",
        f"{name}_kaplan_meier_median",
        "issue_opened_count",
    ) == {
        f"{name}_median": 60,  # 24 and 96 hours; "late" is answered at the as-of date: not yet
        f"{name}_p90": pytest.approx(88.8),
        f"{name}_mean": 60,
        f"{name}_within_24h_ratio": pytest.approx(1 / 5),
        f"{name}_within_7d_ratio": pytest.approx(2 / 5),
        f"{name}_unanswered_count": 3,
        # Of 5, 4/5 wait after 24 h; one leaves at 48 h; after 96 h 2/3 of that: more than half.
        f"{name}_kaplan_meier_median": "median_not_reached",
        "issue_opened_count": 6,
    }


def test_only_the_close_that_holds_resolves_an_issue(marts: HealthMarts) -> None:
    assert marts.values(
        "turns",
        "issue_resolution_hours_median",
        "issue_closed_count",
        "issue_reopened_count",
        "backlog_management_index",
    ) == {
        "issue_resolution_hours_median": (9 + 20) / 2 * 24,
        "issue_closed_count": 4,
        "issue_reopened_count": 2,
        "backlog_management_index": 2,
    }


def test_what_closes_at_the_as_of_date_is_open_on_it(marts: HealthMarts) -> None:
    assert marts.values(
        "turns",
        "open_issue_count",
        "open_issue_age_hours_median",
        "open_issue_age_hours_p90",
        days=None,
    ) == {
        "open_issue_count": 2,  # reopened, closed-later; the bot's is in no backlog
        "open_issue_age_hours_median": (36 + 5) / 2 * 24,
        "open_issue_age_hours_p90": pytest.approx((5 + 0.9 * 31) * 24),
    }


def test_the_past_is_told_as_it_was(marts: HealthMarts) -> None:
    then = date(2026, 3, 16)

    assert marts.values("turns", "open_issue_count", days=None, as_of=then) == {
        "open_issue_count": 2  # reopened, and closed-twice between its closes
    }
    assert marts.values("turns", "issue_resolution_hours_mean", as_of=then) == {
        "issue_resolution_hours_mean": 9 * 24
    }


def test_pull_requests_are_measured_by_their_end(marts: HealthMarts) -> None:
    assert marts.values(
        "changes",
        "pr_time_to_merge_hours_median",
        "pr_time_to_close_hours_mean",
        "pr_first_response_hours_median",
        "pr_first_review_hours_mean",
        "pr_first_response_hours_unanswered_count",
        "change_request_closure_ratio",
        "review_count",
    ) == {
        "pr_time_to_merge_hours_median": 240,
        "pr_time_to_close_hours_mean": 48,
        "pr_first_response_hours_median": 6,
        "pr_first_review_hours_mean": 9,
        "pr_first_response_hours_unanswered_count": 2,
        "change_request_closure_ratio": pytest.approx(2 / 3),
        "review_count": 1,
    }


def test_nothing_to_observe_is_no_value_and_no_count_is_zero(marts: HealthMarts) -> None:
    assert marts.values(
        "quiet",
        "commit_count",
        "active_contributors",
        "contributor_absence_factor",
        "issue_first_response_hours_median",
        "issue_first_response_hours_unanswered_count",
        "backlog_management_index",
    ) == {
        "commit_count": 0,
        "active_contributors": 0,
        "contributor_absence_factor": "no_observations",
        "issue_first_response_hours_median": "no_observations",
        "issue_first_response_hours_unanswered_count": 0,
        "backlog_management_index": "no_observations",
    }


def test_a_commit_and_its_mirror_are_one_in_the_project_and_two_in_the_repositories(
    marts: HealthMarts,
) -> None:
    counted = {
        scope: marts.values(scope, "commit_count", "push_count", "active_contributors")
        for scope in ("both", "spring", "source", "mirror")
    }

    together = {"commit_count": 3, "push_count": 1, "active_contributors": 3}
    assert counted == {
        "both": together,
        "spring": together,
        "source": together,
        "mirror": {"commit_count": 1, "push_count": 1, "active_contributors": 1},
    }


def test_a_repositorys_newcomer_may_be_a_projects_veteran(marts: HealthMarts) -> None:
    assert marts.values("source", "new_contributors") == {"new_contributors": 3}
    assert marts.values("both", "new_contributors") == {"new_contributors": 2}  # cat was in mirror


def test_a_project_that_nothing_is_known_of_says_so(marts: HealthMarts) -> None:
    rows = marts.rows(
        "select distinct as_of_date, value, coverage, unknown_reason "
        "from community_health.fct_health_metrics where scope_id = 'unseen'"
    )

    assert rows == [(AS_OF, None, 0, "not_observed_yet")]


def test_a_repository_that_came_later_has_no_metrics_yet(marts: HealthMarts) -> None:
    assert not marts.rows(
        "select 1 from community_health.fct_health_metrics where scope_id = 'future'"
    )


def test_coverage_is_the_share_of_days_since_the_first_act(marts: HealthMarts) -> None:
    rows = marts.rows(
        "select distinct window_days, coverage from community_health.fct_health_metrics "
        "where scope_id = 'quiet' and metric in ('commit_count', 'open_issue_count') "
        "and as_of_date = ? order by all",
        AS_OF,
    )

    assert rows == [
        (30, pytest.approx(29 / 30)),
        (90, pytest.approx(29 / 90)),
        (365, pytest.approx(29 / 365)),
        (None, 1),
    ]


def test_every_scope_tells_exactly_the_defined_metrics(marts: HealthMarts) -> None:
    told_and_defined = marts.rows(
        "select scope_id, as_of_date, list(distinct metric order by metric) "
        "= (select list(metric order by metric) from community_health.dim_metrics) "
        "from community_health.fct_health_metrics group by all"
    )

    assert {is_equal for _, _, is_equal in told_and_defined} == {True}


def test_the_wide_tables_have_a_column_for_defined_metrics_only(marts: HealthMarts) -> None:
    others = marts.rows(
        "select distinct column_name from duckdb_columns() where table_name in "
        "('rpt_repository_health', 'rpt_project_health', 'rpt_portfolio_health') "
        "except select metric from community_health.dim_metrics"
    )
    wide = marts.rows(
        "select commit_count, open_issue_count, issue_resolution_hours_median "
        "from community_health.rpt_repository_health "
        "where repository_id = 'turns' and as_of_date = ? and window_days = 30",
        AS_OF,
    )

    assert {name for (name,) in others} == WIDE_KEYS
    assert wide == [(0, 2, (9 + 20) / 2 * 24)]

"""Suites of the marts behind the metrics: who contributed, how newcomers came on, what scores are made of."""

import great_expectations.expectations as gxe
from great_expectations import ExpectationSuite
from great_expectations.expectations.expectation import Expectation

from expectations.rules import (
    CRITICAL,
    DAY,
    MOMENT,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    has_columns,
    has_key,
    no_row,
)
from expectations.situation import Situation

__all__ = [
    "cohorts",
    "composite_parts",
    "contributor_standings",
    "newcomer_funnel",
    "openrank",
    "organisation_standings",
]


def contributor_standings(situation: Situation) -> ExpectationSuite:
    """Everybody behind the numbers: of the day, with a standing, and a tier unless they went quiet."""
    table = "community_health.fct_contributor_standings"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_columns(
                table, scope_type=TEXT, scope_id=TEXT, person_id=TEXT, standing=TEXT, tier=TEXT,
                window_days=WHOLE, contribution_count=WHOLE, commit_count=WHOLE,
                review_count=WHOLE, absence_factor_without=WHOLE,
                review_capacity_without_ratio=NUMBER, as_of_date=DAY,
            ),
            has_key("scope_type", "scope_id", "person_id", "window_days"),
            _is_of_the_day(situation),
            gxe.ExpectColumnValuesToBeInSet(
                column="standing", value_set=["new", "returning", "reactivated", "churned"],
                severity=CRITICAL, notes="the four standings of docs/metrics.md",
                meta={"rule": "standing_is_known"},
            ),
            no_row(
                "tier_is_known",
                where="(tier is null) <> (standing = 'churned') "
                "or tier not in ('core', 'regular', 'casual')",
                severity=CRITICAL,
                notes="whoever is active is core, regular or casual; whoever went quiet is none",
            ),
            _is_a_share("review_capacity_without_ratio"),
        ],
    )  # fmt: skip


def organisation_standings(situation: Situation) -> ExpectationSuite:
    """The organisations behind the numbers, of the day. It is empty where no employer is known."""
    table = "community_health.fct_organisation_standings"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_columns(
                table, scope_type=TEXT, scope_id=TEXT, organisation_id=TEXT, window_days=WHOLE,
                people_count=WHOLE, contribution_count=WHOLE, contribution_ratio=NUMBER,
                elephant_factor_without=WHOLE, as_of_date=DAY,
            ),
            has_key("scope_type", "scope_id", "organisation_id", "window_days"),
            _is_of_the_day(situation),
            _is_a_share("contribution_ratio"),
        ],
    )  # fmt: skip


def newcomer_funnel(situation: Situation) -> ExpectationSuite:  # noqa: ARG001 - all suites are asked alike
    """How newcomers came from interest to contribution, on every as-of date."""
    table = "community_health.fct_newcomer_funnel"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_columns(
                table, scope_type=TEXT, scope_id=TEXT, window_days=WHOLE, d0_people_count=NUMBER,
                d1_people_count=NUMBER, d2_people_count=NUMBER, d0_d1_conversion_ratio=NUMBER,
                d1_d2_conversion_ratio=NUMBER, as_of_date=DAY,
            ),
            has_key("scope_type", "scope_id", "window_days", "as_of_date"),
            _is_a_share("d0_d1_conversion_ratio"),
            _is_a_share("d1_d2_conversion_ratio"),
        ],
    )  # fmt: skip


def cohorts(situation: Situation) -> ExpectationSuite:
    """Who still contributes months after joining, as of the day."""
    table = "community_health.fct_contributor_cohorts"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_columns(
                table, scope_type=TEXT, scope_id=TEXT, joining_month=f"{DAY}|{MOMENT}",
                months_later=WHOLE, cohort_size=WHOLE, survivor_count=WHOLE,
                survival_ratio=NUMBER, is_wholly_observed=YES_NO, as_of_date=DAY,
            ),
            has_key("scope_type", "scope_id", "joining_month", "months_later"),
            _is_of_the_day(situation),
            _is_a_share("survival_ratio"),
        ],
    )  # fmt: skip


def composite_parts(situation: Situation) -> ExpectationSuite:  # noqa: ARG001 - all suites are asked alike
    """What each composite is made of: every part, with a score or the reason why it has none."""
    table = "community_health.fct_composite_parts"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_columns(
                table, scope_type=TEXT, scope_id=TEXT, metric=TEXT, part=TEXT, value=NUMBER,
                weight=NUMBER, score=NUMBER, unknown_reason=TEXT, as_of_date=DAY,
            ),
            has_key("scope_type", "scope_id", "metric", "part", "as_of_date"),
            no_row(
                "value_or_reason", where="(value is null) = (unknown_reason is null)",
                severity=CRITICAL,
                notes="a composite never scores what it does not know, and says what that is",
            ),
        ],
    )  # fmt: skip


def openrank(situation: Situation) -> ExpectationSuite:  # noqa: ARG001 - all suites are asked alike
    """The rank of every person and repository, month by month."""
    table = "community_health.fct_openrank"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_columns(table, node_kind=TEXT, node_id=TEXT, openrank=NUMBER, month_start=DAY),
            has_key("node_kind", "node_id", "month_start"),
            no_row(
                "rank_is_a_number",
                where="openrank is null or openrank < 0 or isinf(openrank) or isnan(openrank)",
                severity=CRITICAL,
                notes="shares of what others hand on: never below 0, and finite since it settles",
            ),
        ],
    )  # fmt: skip


def _is_of_the_day(situation: Situation) -> Expectation:
    return no_row(
        "is_of_the_day",
        where=f"as_of_date is distinct from date '{situation.as_of.isoformat()}'",
        severity=CRITICAL,
        notes="the day that was asked for: it lists who stands behind that day's numbers",
    )


def _is_a_share(column: str) -> Expectation:
    return no_row(
        f"{column}_is_a_share",
        where=f"not {column} between 0 and 1",
        severity=CRITICAL,
        notes="a part of a whole, 0 to 1; null where there is nothing to divide by",
    )

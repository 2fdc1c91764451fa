"""Suites of the marts that people read: the metrics and what to act on."""

import great_expectations.expectations as gxe
from great_expectations import ExpectationSuite
from great_expectations.expectations.expectation import Expectation

from expectations.rules import (
    CRITICAL,
    DAY,
    MOMENT,
    NUMBER,
    TEXT,
    WARNING,
    WHOLE,
    has_columns,
    has_key,
    has_rows,
    keeps_its_rows,
    no_result,
    no_row,
)
from expectations.situation import Situation

_UNBOUNDED_RATIOS = ("contributor_growth_rate", "change_request_closure_ratio")
_TWENTY_YEARS_IN_HOURS = 20 * 365 * 24


def health_metrics(situation: Situation) -> ExpectationSuite:
    """The metrics: known, finite, within their bounds, and of the day that was asked for."""
    table = "community_health.fct_health_metrics"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_rows(severity=CRITICAL, notes="this table is what the report is made of"),
            has_columns(
                table, scope_type=TEXT, scope_id=TEXT, scope_name=TEXT, as_of_date=DAY,
                window_days=WHOLE, metric=TEXT, dialect=TEXT, value=NUMBER, unit=TEXT,
                sample_size=WHOLE, coverage=NUMBER, unknown_reason=TEXT,
            ),
            has_key("scope_type", "scope_id", "as_of_date", "window_days", "metric", "dialect"),
            keeps_its_rows(
                table, situation, severity=WARNING,
                notes="a portfolio that was cut down halves it rightly, a lost input wrongly: a "
                "person should look",
            ),
            *_fresh(situation),
            *_scoped(),
            *_bounded(),
        ],
    )  # fmt: skip


def _fresh(situation: Situation) -> list[Expectation]:
    as_of = situation.as_of.isoformat()
    return [
        gxe.ExpectColumnMaxToBeBetween(
            column="as_of_date", min_value=situation.as_of, max_value=situation.as_of,
            severity=CRITICAL, notes="the day that was asked for: an older one is a stale mart",
            meta={"rule": "is_of_the_day"},
        ),
        no_result(
            "speaks_of_every_scope_type",
            query=f"""
                select wanted.scope_type from (values ('repository'), ('portfolio')) as wanted (scope_type)
                where wanted.scope_type not in (
                    select scope_type from {{batch}} where as_of_date = '{as_of}'
                )
            """,  # noqa: S608
            severity=CRITICAL,
            notes="there is always a portfolio (`all` where no file lists one) with repositories",
        ),
        no_result(
            "people_do_not_vanish",
            query=f"""
                select scope_id from (
                    select *, lag(value) over (partition by scope_id order by as_of_date) as before
                    from {{batch}}
                    where scope_type = 'portfolio' and metric = 'active_contributors'
                        and dialect = 'chaoss' and window_days = 90
                ) as compared
                where before >= 10 and value < before / 2 and as_of_date = '{as_of}'
            """,  # noqa: S608
            severity=WARNING,
            notes="two 90-day windows a week apart share twelve weeks of thirteen: half the "
            "people gone in a week is lost input, not a community",
        ),
    ]  # fmt: skip


def _scoped() -> list[Expectation]:
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="scope_type", value_set=["repository", "project", "portfolio"],
            severity=CRITICAL, notes="the three scopes of docs/metrics.md",
            meta={"rule": "scope_type_is_known"},
        ),
        no_row(
            "window_is_known", where="window_days not in (30, 90, 365)", severity=CRITICAL,
            notes="the three windows of docs/metrics.md; none where a metric has no window",
        ),
        no_row(
            "metric_is_explained",
            where="metric not in (select metric from community_health.dim_metrics)",
            severity=CRITICAL,
            notes="a number that nothing explains cannot be read; dim_metrics lists them all",
        ),
        no_row(
            "value_or_reason", where="(value is null) = (unknown_reason is null)",
            severity=CRITICAL,
            notes="unknown is a result: a value, or the reason why there is none, never both",
        ),
    ]  # fmt: skip


def _bounded() -> list[Expectation]:
    unbounded = ", ".join(f"'{metric}'" for metric in _UNBOUNDED_RATIOS)
    return [
        no_row(
            "value_is_finite", where="isinf(value) or isnan(value)", severity=CRITICAL,
            notes="division by zero gives infinity in DuckDB; no chart, JSON or person reads it",
        ),
        no_row(
            "value_is_not_negative",
            where="value < case when metric in ('contributor_growth_rate', 'burstiness', "
            "'activity_band_flag', 'criticality_score') then -1 when metric = 'activity_band_score' then -5 else 0 end",
            severity=CRITICAL,
            notes="counts, hours and shares start at 0; a group cannot shrink by more than all "
            "of it (-1), nor is anything more regular than a clock (-1); one week of 20 lies at "
            "most 19 / sqrt(19) = 4.4 deviations off; idle time alone takes 1 from criticality",
        ),
        no_row(
            "share_is_at_most_one",
            where="regexp_matches(metric, '_(rate|ratio)$') and value > 1 "
            f"and metric not in ({unbounded})",
            severity=CRITICAL,
            notes="a part is not larger than its whole; growth and closure compare two periods "
            "or two kinds, so they may pass 1",
        ),
        no_row(
            "count_is_whole",
            where="regexp_matches(metric, '(_count|_contributors|_factor)$') "
            "and value <> floor(value)",
            severity=CRITICAL,
            notes="people and events come in ones; a fraction means an average was stored",
        ),
        no_row(
            "wait_is_believable",
            where=f"contains(metric, '_hours_') and unit = 'hours' and value > {_TWENTY_YEARS_IN_HOURS}",
            severity=WARNING,
            notes="20 years, the age of the oldest repositories on a forge, in hours",
        ),
        no_row(
            "sample_is_counted", where="sample_size is null or sample_size < 0",
            severity=CRITICAL, notes="each value says how many observations it rests on",
        ),
        no_row(
            "coverage_is_a_share", where="coverage is null or not coverage between 0 and 1",
            severity=CRITICAL, notes="the share of the window's days that were observed, 0 to 1",
        ),
    ]  # fmt: skip


def attention_needed(situation: Situation) -> ExpectationSuite:
    """What to act on: of the day, ranked, with links that are safe to follow. It may be empty."""
    table = "community_health.fct_attention_needed"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_columns(
                table, attention_id=TEXT, kind=TEXT, severity=TEXT, project_id=TEXT,
                repository_id=TEXT, person_id=TEXT, title=TEXT, url=TEXT, reason_code=TEXT,
                waiting_hours=NUMBER, as_of_date=DAY, since_at=MOMENT,
            ),
            has_key("attention_id"),
            no_row(
                "is_of_the_day",
                where=f"as_of_date is distinct from date '{situation.as_of.isoformat()}'",
                severity=CRITICAL, notes="the day that was asked for: people act on this today",
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="severity", value_set=["high", "medium", "low"], severity=CRITICAL,
                notes="the three ranks by which the report sorts", meta={"rule": "is_ranked"},
            ),
            no_row(
                "wait_is_a_time",
                where="waiting_hours < 0 or isinf(waiting_hours) or isnan(waiting_hours)",
                severity=CRITICAL, notes="nobody waits since tomorrow",
            ),
            no_row(
                "says_why", where="coalesce(kind, '') = '' or coalesce(reason_code, '') = ''",
                severity=CRITICAL, notes="the report words each row by its kind and reason",
            ),
            no_row(
                "link_is_web", where="url is not null and not regexp_matches(url, '^https?://')",
                severity=CRITICAL,
                notes="the text comes from strangers; `javascript:` runs where it is clicked",
            ),
        ],
    )  # fmt: skip

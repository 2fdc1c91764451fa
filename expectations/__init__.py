"""What the published marts must look like: one suite of Great Expectations per table.

dbt has tested keys, values and logic while it built. Here live the volume, range, freshness and
jumps of what people will read, and what a copy can lose on its way into the published file. Each
expectation carries `severity` (critical stops publishing, warning is printed in the report),
`meta["rule"]`, its name within the table, and `notes`, where its bound comes from.
"""

from collections.abc import Callable

from great_expectations import ExpectationSuite

from expectations.community_health import attention_needed, health_metrics
from expectations.contributors import (
    cohorts,
    composite_parts,
    contributor_standings,
    newcomer_funnel,
    openrank,
    organisation_standings,
)
from expectations.core import activities, issues, people, pull_requests, repositories
from expectations.quality import freshness, gaps, publication, quarantine
from expectations.situation import Situation

__all__ = ["SUITES", "Situation"]

SUITES: dict[str, Callable[[Situation], ExpectationSuite]] = {
    "core.dim_repositories": repositories,
    "core.dim_people": people,
    "core.fct_activities": activities,
    "core.fct_issues": issues,
    "core.fct_pull_requests": pull_requests,
    "community_health.fct_health_metrics": health_metrics,
    "community_health.fct_attention_needed": attention_needed,
    "community_health.fct_contributor_standings": contributor_standings,
    "community_health.fct_organisation_standings": organisation_standings,
    "community_health.fct_contributor_cohorts": cohorts,
    "community_health.fct_newcomer_funnel": newcomer_funnel,
    "community_health.fct_composite_parts": composite_parts,
    "community_health.fct_openrank": openrank,
    "quality.freshness": freshness,
    "quality.gaps": gaps,
    "quality.quarantine": quarantine,
    "quality.publication": publication,
}
"""The suite of each table, by the table's name."""

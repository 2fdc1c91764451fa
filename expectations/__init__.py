"""What the published marts must look like: one suite of Great Expectations per table.

dbt has tested keys, values and logic while it built. Here live the volume, range, freshness and
jumps of what people will read, and what a copy can lose on its way into the published file. Each
expectation carries `severity` (critical stops publishing, warning is printed in the report),
`meta["rule"]`, its name within the table, and `notes`, where its bound comes from.
"""

from collections.abc import Callable

from great_expectations import ExpectationSuite

from expectations.community_health import attention_needed, health_metrics
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
    "quality.freshness": freshness,
    "quality.gaps": gaps,
    "quality.quarantine": quarantine,
    "quality.publication": publication,
}
"""The suite of each table, by the table's name."""

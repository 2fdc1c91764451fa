"""Makes a handful of coherent marts, small enough to break one rule at a time."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
from published_marts_schema import TABLES

AS_OF = date(2026, 6, 5)

_ROWS = """
insert into core.dim_repositories by name
select 'github:' || i as repository_id, 'github' as platform, 'owner/name' || i as full_name,
    'owner' as owner_name, 'name' || i as repository_name, 'https://github.example/' || i as url,
    'Something real' as description, timestamp '2026-01-01' as first_seen_at,
    timestamp '2026-06-04' as last_seen_at
from range(2) as repositories (i);
insert into core.dim_people
select 'person:' || i, 'Person ' || i, 1, i = 0, timestamp '2026-01-01' from range(10) as people (i);
insert into core.dim_portfolios values ('all', 'All repositories', '全部仓库', 0);
insert into core.fct_issues by name
select 'github:' || i as issue_id, 'github:' || i % 2 as repository_id,
    'person:' || i as author_person_id, 'Title' as title, 'open' as state,
    false as author_is_bot, 0 as reopened_count, timestamp '2026-05-01' as opened_at,
    timestamp '2026-05-02' as first_response_at
from range(4) as issues (i);
insert into core.fct_pull_requests by name
select 'github:' || i as pull_request_id, 'github:' || i % 2 as repository_id,
    'person:' || i as author_person_id, 'Title' as title, 'merged' as state,
    false as author_is_bot, true as is_merged, 0 as reopened_count,
    timestamp '2026-05-01' as opened_at, timestamp '2026-05-02' as first_response_at,
    timestamp '2026-05-03' as merged_at, timestamp '2026-05-03' as closed_at
from range(4) as pull_requests (i);
insert into core.fct_activities by name
select kind || i as activity_id, 'github' as platform, 'github:' || i % 2 as repository_id,
    'person:' || i as person_id, kind as kind, 'github:' || i as object_id,
    false as is_bot, true as is_contribution, timestamp '2026-05-01' as occurred_at,
    timestamp '2026-05-01 00:00:02' as first_landed_at
from range(4) as numbers (i), (values ('issue_opened'), ('pull_request_opened')) as kinds (kind);
insert into community_health.dim_metrics (metric, title_en, title_zh, unit)
values ('active_contributors', 'Active', '活跃', 'people'), ('retention_rate', 'Retention', '留存', 'ratio'),
    ('issue_first_response_hours_median', 'First response', '首次响应', 'hours'),
    ('contributor_growth_rate', 'Growth', '增长', 'ratio');
insert into community_health.fct_health_metrics
select scope_type, scope_id, scope_id, as_of_date, window_days, metric, 'chaoss', value, unit, 20, 1,
    case when value is null then 'too_few_observations' end
from (values ('repository', 'github:0'), ('repository', 'github:1'), ('portfolio', 'all'))
        as scopes (scope_type, scope_id),
    (values (date '2026-06-01'), (date '2026-06-05')) as days (as_of_date),
    (values (30), (90), (365)) as windows (window_days),
    (values ('active_contributors', 20, 'people'), ('retention_rate', 0.5, 'ratio'),
        ('issue_first_response_hours_median', 24, 'hours'), ('contributor_growth_rate', null, 'ratio'))
        as metrics (metric, value, unit);
insert into community_health.fct_attention_needed by name
select 'waiting:' || i as attention_id, 'issue_unanswered' as kind, 'high' as severity,
    'github:0' as repository_id, 'Title' as title, 'https://github.example/issues/' || i as url,
    'no_response' as reason_code, 100 as waiting_hours, date '2026-06-05' as as_of_date,
    timestamp '2026-05-01' as since_at
from range(3) as waiting (i);
insert into community_health.fct_contributor_standings by name
select 'repository' as scope_type, 'github:0' as scope_id, 'person:' || i as person_id,
    case when i = 0 then 'churned' else 'new' end as standing,
    case when i > 0 then 'casual' end as tier, 90 as window_days,
    0.5 as review_capacity_without_ratio, date '2026-06-05' as as_of_date
from range(3) as people (i);
insert into community_health.fct_organisation_standings by name
select 'repository' as scope_type, 'github:0' as scope_id, 'organisation:' || i as organisation_id,
    90 as window_days, 0.5 as contribution_ratio, date '2026-06-05' as as_of_date
from range(2) as organisations (i);
insert into community_health.fct_contributor_cohorts by name
select 'repository' as scope_type, 'github:0' as scope_id, i as months_later, 0.5 as survival_ratio,
    date '2026-06-05' as as_of_date, date '2026-01-01' as joining_month
from range(2) as months (i);
insert into community_health.fct_newcomer_funnel by name
select 'repository' as scope_type, 'github:0' as scope_id, unnest([30, 90]) as window_days,
    0.5 as d0_d1_conversion_ratio, 0.5 as d1_d2_conversion_ratio, date '2026-06-05' as as_of_date;
insert into community_health.fct_composite_parts by name
select 'repository' as scope_type, 'github:0' as scope_id, 'criticality_score' as metric,
    'part_' || i as part, case when i = 0 then 'input_not_held' end as unknown_reason,
    case when i > 0 then 1.0 end as value, date '2026-06-05' as as_of_date
from range(2) as parts (i);
insert into community_health.fct_openrank
select 'person', 'person:' || i, 1.0, date '2026-05-01' from range(2) as people (i);
insert into quality.freshness (source, record_count) values ('github', 8);
"""
_LABEL = """
insert into quality.publication
values ('run-1', timestamp '2026-06-05 01:00:00', date '2026-06-05', '0.1.0', '[]', '[]', false);
"""
_POSITIONS = """
create table quality.positions (topic varchar, partition integer, next_offset bigint);
insert into quality.positions values ('osspulse.events.github', 0, 12);
"""


def write_marts(path: Path, *, then: Iterable[str] = ()) -> Path:
    """A file that the gate passes without a warning, changed by the statements `then`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES + _ROWS + _LABEL)
        for statement in then:
            connection.execute(statement)
    return path


def write_warehouse(path: Path, *, then: Iterable[str] = ()) -> Path:
    """A warehouse whose marts may be published on `AS_OF`, changed by the statements `then`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES + _POSITIONS + "drop table quality.publication;" + _ROWS)
        for statement in then:
            connection.execute(statement)
    return path


def change_warehouse(path: Path, *statements: str) -> None:
    """Change the marts of a warehouse that is closed."""
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)

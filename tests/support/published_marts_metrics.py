"""SQL that counts metrics and attention over the simulated facts; a stand-in for the dbt models."""

_SCOPES = """
create temp table scopes as
select 'repository' as scope_type, repository_id as scope_id, full_name as scope_name, repository_id
from core.dim_repositories
union all
select 'project', p.project_id, p.name_en, m.repository_id
from core.dim_projects as p inner join community_health.int_project_repositories as m using (project_id)
where not m.is_mirror
union all
select 'portfolio', p.portfolio_id, p.name_en, m.repository_id
from core.dim_portfolios as p inner join community_health.int_project_repositories as m using (portfolio_id)
where not m.is_mirror
"""
_GRID = """
create temp table grid as
select cast(d as date) as as_of_date, window_days
from generate_series(timestamp '2025-03-10', timestamp '2026-06-05', interval 7 day) as days(d), (values (30), (90), (365)) as w(window_days)
union
select date '2026-06-05', window_days from (values (30), (90), (365)) as w(window_days)
"""
_PEOPLE = """
create temp table people as
with firsts as (
    select scope_type, scope_id, person_id, min(occurred_at) as first_at
    from scopes inner join core.fct_activities using (repository_id) where is_contribution group by all
)
select g.as_of_date, g.window_days, s.scope_type, s.scope_id, s.scope_name, a.person_id, any_value(f.first_at) as first_at,
    bool_or(a.occurred_at >= g.as_of_date - to_days(g.window_days)) as is_now,
    bool_or(a.occurred_at < g.as_of_date - to_days(g.window_days)) as is_before
from grid as g, scopes as s inner join core.fct_activities as a using (repository_id)
inner join firsts as f on f.scope_type = s.scope_type and f.scope_id = s.scope_id and f.person_id = a.person_id
where a.is_contribution and a.occurred_at < g.as_of_date
    and a.occurred_at >= g.as_of_date - to_days(2 * g.window_days)
group by all
"""


def _tall(value: str, metric: str, unit: str, source: str, *, sample: str = "count(*)") -> str:
    return f"""
insert into community_health.fct_health_metrics
select scope_type, scope_id, any_value(scope_name), as_of_date, window_days, '{metric}', 'chaoss', {value}, '{unit}', {sample},
    least(1, date_diff('day', date '2025-03-03', as_of_date) / window_days),
    case when {value} is null then 'too_few_observations' end
from {source} group by scope_type, scope_id, as_of_date, window_days
"""  # noqa: S608


def _of(table: str, moment: str) -> str:
    return (
        f"(select s.*, g.*, f.* exclude (repository_id) from grid as g, scopes as s left join core.{table} as f"  # noqa: S608
        f" on s.repository_id = f.repository_id where (f.{moment} < g.as_of_date"
        f" and f.{moment} >= g.as_of_date - to_days(g.window_days)))"
    )


def _hours(start: str, end: str) -> str:
    return f"percentile_cont(0.5) within group (order by date_diff('minute', {start}, {end}) / 60.0) filter ({end} < as_of_date)"


_FACTOR = """
insert into community_health.fct_health_metrics
with counted as (
    select scope_type, scope_id, scope_name, as_of_date, window_days, person_id, count(*) as n
    from {source} group by all
), shares as (
    select *, sum(n) over (partition by scope_type, scope_id, as_of_date, window_days order by n desc, person_id) as upto,
        sum(n) over (partition by scope_type, scope_id, as_of_date, window_days) as total
    from counted
)
select scope_type, scope_id, any_value(scope_name), as_of_date, window_days, 'contributor_absence_factor', 'chaoss',
    count(*) filter (upto - n < total / 2.0), 'people', sum(n), 1, null from shares group by all
"""
_OPEN = """
insert into community_health.fct_health_metrics
select scope_type, scope_id, any_value(scope_name), as_of_date, null, '{metric}', 'chaoss', count(f.opened_at), 'count', count(f.opened_at), 1, null
from (select distinct as_of_date from grid) as g, scopes as s
left join core.{table} as f on s.repository_id = f.repository_id
where f.opened_at < g.as_of_date and (f.closed_at is null or f.closed_at >= g.as_of_date) group by all
"""
_ATTENTION = """
insert into community_health.fct_attention_needed
select '{kind}:' || {key}, '{kind}', case when hours > 1500 then 'high' when hours > 700 then 'medium' else 'low' end,
    project_id, repository_id, author_person_id, {key}, title, url, 'no_response', hours, date '2026-06-05', opened_at
from (select f.*, m.project_id, date_diff('hour', opened_at, timestamp '2026-06-05') as hours,
    row_number() over (partition by author_person_id order by opened_at) as nth
    from core.{table} as f inner join community_health.int_project_repositories as m using (repository_id)
    where first_response_at is null and closed_at is null and opened_at >= '2026-03-01')
where {condition}
"""
METRIC_ROWS = (
    _SCOPES, _GRID, _PEOPLE,
    _tall("count(*) filter (is_now)", "active_contributors", "people", "people"),
    _tall("count(*) filter (is_now and first_at >= as_of_date - to_days(window_days))", "new_contributors", "people", "people"),
    _tall("case when count(*) filter (is_before) >= 3 then count(*) filter (is_now and is_before) / count(*) filter (is_before) end",
          "retention_rate", "ratio", "people"),
    _tall("count(*)", "commit_count", "count", _of("fct_commits", "authored_at")),
    _tall("count(*)", "issue_opened_count", "count", _of("fct_issues", "opened_at")),
    _tall("count(*)", "pull_request_opened_count", "count", _of("fct_pull_requests", "opened_at")),
    _tall("count(*)", "pull_request_merged_count", "count", _of("fct_pull_requests", "merged_at")),
    _tall(_hours("opened_at", "first_response_at"), "issue_first_response_hours_median", "hours", _of("fct_issues", "opened_at")),
    _tall(_hours("opened_at", "merged_at"), "pr_time_to_merge_hours_median", "hours", _of("fct_pull_requests", "merged_at")),
    _tall("avg(case when first_response_at < opened_at + interval 24 hour then 1.0 else 0.0 end)",
          "issue_first_response_hours_within_24h_ratio", "ratio", _of("fct_issues", "opened_at")),
    _tall("count(*) filter (first_response_at is null or first_response_at >= as_of_date)",
          "issue_first_response_hours_unanswered_count", "count", _of("fct_issues", "opened_at")),
    _FACTOR.format(source=_of("fct_commits", "authored_at")),
    _OPEN.format(metric="open_issue_count", table="fct_issues"),
    _OPEN.format(metric="open_pull_request_count", table="fct_pull_requests"),
    _ATTENTION.format(kind="issue_unanswered", key="issue_id", table="fct_issues", condition="nth > 1 and hours > 72"),
    _ATTENTION.format(kind="pull_request_unreviewed", key="pull_request_id", table="fct_pull_requests", condition="nth > 1 and hours > 72"),
    _ATTENTION.format(kind="newcomer_waiting", key="pull_request_id", table="fct_pull_requests", condition="nth = 1"),
    _ATTENTION.format(kind="newcomer_waiting", key="issue_id", table="fct_issues", condition="nth = 1"),
    """
    insert into community_health.fct_attention_needed
    select 'key:' || scope_id, 'key_person_risk', 'high', scope_id, null,
        (select min_by(person_id, -n) from (select person_id, count(*) as n from core.fct_commits
            inner join community_health.int_project_repositories as m using (repository_id)
            where m.project_id = scope_id and authored_at >= '2026-03-07' group by all)),
        null, null, null, 'half_of_commits_by_one_person', null, as_of_date, null
    from community_health.fct_health_metrics
    where metric = 'contributor_absence_factor' and value = 1 and window_days = 90 and scope_type = 'project'
        and as_of_date = date '2026-06-05'
    """,
    """
    insert into community_health.fct_attention_needed
    select 'drift:' || scope_id || person_id, 'contributor_drifting', 'medium', scope_id, null, person_id, null, null, null,
        'regular_contributor_silent', 1100, as_of_date, null
    from people where scope_type = 'project' and window_days = 30 and as_of_date = date '2026-06-05' and is_before and not is_now
    """,
    """
    insert into community_health.fct_attention_needed values ('backlog:kite', 'backlog_growing', 'medium', 'kite', null, null, null,
        null, null, 'few_issues_closed', null, date '2026-06-05', null)
    """,
)  # fmt: skip

"""The tables of a published file that the report reads, empty."""

METRICS = {
    # metric: (English title, Chinese title, English explanation, Chinese explanation, unit, direction)
    "active_contributors": (
        "Active contributors", "活跃贡献者",
        "People who contributed at least once in the period; bots are left out.",
        "统计期内至少有过一次贡献的人，不含机器人。", "people", "higher_is_better",
    ),
    "new_contributors": (
        "New contributors", "新贡献者",
        "People whose first contribution ever falls in the period.",
        "首次贡献发生在统计期内的人。", "people", "higher_is_better",
    ),
    "retention_rate": (
        "Retention", "留存率",
        "Of the people active in the period before, the share still active now.",
        "上一周期的活跃者中，本期仍然活跃的比例。", "ratio", "higher_is_better",
    ),
    "contributor_absence_factor": (
        "Contributor absence factor", "贡献者缺席因子",
        "The fewest people who together made half of the commits.",
        "合计贡献一半以上提交的最少人数。", "people", "higher_is_better",
    ),
    "commit_count": (
        "Commits", "提交数", "Commits authored by people.", "由人提交的代码次数。", "count", "neutral",
    ),
    "pull_request_opened_count": (
        "Pull requests opened", "新建 PR 数", "Pull requests opened in the period.",
        "统计期内新建的 PR 数量。", "count", "neutral",
    ),
    "pull_request_merged_count": (
        "Pull requests merged", "合入 PR 数", "Pull requests merged in the period.",
        "统计期内合入的 PR 数量。", "count", "higher_is_better",
    ),
    "issue_opened_count": (
        "Issues opened", "新建 Issue 数", "Issues opened in the period.",
        "统计期内新建的 Issue 数量。", "count", "neutral",
    ),
    "review_count": (
        "Reviews", "评审数", "Reviews given in the period.", "统计期内的评审次数。",
        "count", "higher_is_better",
    ),
    "comment_count": (
        "Comments", "评论数", "Comments in the period.", "统计期内的评论数。", "count", "neutral",
    ),
    "issue_first_response_hours_median": (
        "First response on issues", "Issue 首次响应时间",
        "How long half of the answered issues waited for a first answer by a person.",
        "已响应的 Issue 中，一半在这段时间内得到了他人的首次回复。", "hours", "lower_is_better",
    ),
    "issue_first_response_hours_p90": (
        "First response on issues, slowest tenth", "Issue 首次响应时间（最慢的一成）",
        "One issue in ten waited longer than this.", "有一成的 Issue 等待时间超过这个值。",
        "hours", "lower_is_better",
    ),
    "issue_first_response_hours_within_24h_ratio": (
        "Issues answered within a day", "24 小时内响应的 Issue 占比",
        "Share of all issues opened that got an answer within 24 hours.",
        "新建的 Issue 中，24 小时内得到回复的比例。", "ratio", "higher_is_better",
    ),
    "issue_first_response_hours_unanswered_count": (
        "Issues without an answer", "未获响应的 Issue",
        "Issues opened in the period that nobody has answered.",
        "统计期内新建且至今无人回复的 Issue。", "count", "lower_is_better",
    ),
    "pr_time_to_merge_hours_median": (
        "Time to merge", "PR 合入时间",
        "How long half of the merged pull requests took from opening to merge.",
        "已合入的 PR 中，一半在这段时间内完成合入。", "hours", "lower_is_better",
    ),
    "open_issue_count": (
        "Open issues", "未关闭的 Issue", "Issues open on the day.", "当日尚未关闭的 Issue。",
        "count", "lower_is_better",
    ),
    "open_pull_request_count": (
        "Open pull requests", "未关闭的 PR", "Pull requests open on the day.",
        "当日尚未关闭的 PR。", "count", "neutral",
    ),
}  # fmt: skip

TABLES = """
create schema core; create schema community_health; create schema quality;
create table core.dim_repositories(repository_id varchar, platform varchar, full_name varchar,
    owner_name varchar, repository_name varchar, url varchar, default_branch varchar,
    description varchar, primary_language varchar, license_name varchar, is_fork boolean,
    is_archived boolean, created_at timestamp, first_seen_at timestamp, last_seen_at timestamp);
create table core.dim_people(person_id varchar, display_name varchar, account_count bigint,
    is_bot boolean, first_seen_at timestamp);
create table core.dim_accounts(account_id varchar, platform varchar, login varchar,
    person_id varchar, is_bot boolean, url varchar);
create table core.dim_projects(project_id varchar, portfolio_id varchar, name_en varchar,
    name_zh varchar, field varchar, foundation varchar, city varchar, park varchar, stage varchar,
    repository_count bigint, home_utc_offset_minutes integer);
create table core.dim_portfolios(portfolio_id varchar, name_en varchar, name_zh varchar,
    project_count bigint);
create table core.fct_activities(activity_id varchar, platform varchar, repository_id varchar,
    person_id varchar, account_id varchar, kind varchar, object_id varchar,
    parent_object_id varchar, action varchar, url varchar, is_bot boolean,
    is_contribution boolean, utc_offset_minutes integer, occurred_at timestamp,
    first_landed_at timestamp);
create table core.fct_issues(issue_id varchar, repository_id varchar, author_person_id varchar,
    title varchar, url varchar, issue_number varchar, state varchar, author_is_bot boolean,
    reopened_count bigint, opened_at timestamp, first_response_at timestamp, closed_at timestamp);
create table core.fct_pull_requests(pull_request_id varchar, repository_id varchar,
    author_person_id varchar, merged_by_person_id varchar, title varchar, url varchar,
    pull_request_number varchar, state varchar, author_is_bot boolean, is_merged boolean,
    reopened_count bigint, opened_at timestamp, first_response_at timestamp,
    first_review_at timestamp, merged_at timestamp, closed_at timestamp);
create table core.fct_commits(commit_sha varchar, repository_id varchar, person_id varchar,
    author_name varchar, is_bot boolean, is_merge boolean, file_count bigint,
    utc_offset_minutes integer, authored_at timestamp, first_landed_at timestamp);
create table community_health.int_project_repositories(portfolio_id varchar, project_id varchar,
    repository_id varchar, is_mirror boolean);
create table community_health.fct_health_metrics(scope_type varchar, scope_id varchar,
    scope_name varchar, as_of_date date, window_days integer, metric varchar, dialect varchar,
    value double, unit varchar, sample_size bigint, coverage double, unknown_reason varchar);
create table community_health.dim_metrics(metric varchar, title_en varchar, title_zh varchar,
    explanation_en varchar, explanation_zh varchar, unit varchar, formula varchar, source varchar,
    licence varchar, chaoss_page varchar, standard varchar, standard_indicator_zh varchar,
    standard_status varchar, direction varchar, minimum_sample integer, compares_windows boolean);
create table community_health.dim_metric_dialects(metric varchar, dialect varchar, title varchar,
    rule_en varchar, rule_zh varchar, difference_en varchar, difference_zh varchar, source varchar,
    licence varchar);
create table community_health.fct_composite_parts(scope_type varchar, scope_id varchar, metric varchar,
    part varchar, unknown_reason varchar, value double, weight double, threshold double, score double,
    as_of_date date);
create table community_health.fct_openrank(node_kind varchar, node_id varchar, openrank double,
    month_start date);
create table community_health.fct_contributor_standings(scope_type varchar, scope_id varchar,
    person_id varchar, standing varchar, tier varchar, window_days integer,
    contribution_count bigint, contribution_count_before bigint, commit_count bigint,
    review_count bigint, active_week_count bigint, absence_factor_without bigint,
    review_capacity_without_ratio double, as_of_date date, first_contribution_date date,
    last_contribution_date date);
create table community_health.fct_organisation_standings(scope_type varchar, scope_id varchar,
    organisation_id varchar, window_days integer, people_count bigint, contribution_count bigint,
    commit_count bigint, review_count bigint, contribution_ratio double,
    elephant_factor_without bigint, review_capacity_without_ratio double, as_of_date date);
create table community_health.fct_contributor_cohorts(scope_type varchar, scope_id varchar,
    scope_name varchar, unknown_reason varchar, months_later bigint, cohort_size bigint,
    survivor_count bigint, survival_ratio double, is_wholly_observed boolean, as_of_date date,
    joining_month date);
create table community_health.fct_newcomer_funnel(scope_type varchar, scope_id varchar,
    scope_name varchar, window_days integer, d0_people_count double, d1_people_count double,
    d2_people_count double, d0_d1_conversion_ratio double, d1_d2_conversion_ratio double,
    d0_d1_days_median double, d1_d2_days_median double, coverage double, as_of_date date);
create table community_health.fct_attention_needed(attention_id varchar, kind varchar,
    severity varchar, project_id varchar, repository_id varchar, person_id varchar,
    object_id varchar, title varchar, url varchar, reason_code varchar, waiting_hours double,
    as_of_date date, since_at timestamp);
create table quality.freshness(source varchar, record_count bigint, event_count bigint,
    first_event_at timestamp, last_event_at timestamp, last_landed_at timestamp);
create table quality.gaps(topic varchar, reason varchar, partition integer, from_offset bigint,
    to_offset bigint, missing_count bigint, noticed_at timestamp);
create table quality.quarantine(topic varchar, reason varchar, record_count bigint, resent_count bigint, day date);
create table quality.publication(run_id varchar, published_at timestamp, as_of_date date,
    osspulse_version varchar, input_positions varchar, gate_results varchar, is_simulated boolean);
"""

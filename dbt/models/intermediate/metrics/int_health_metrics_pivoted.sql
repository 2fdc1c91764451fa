{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ withdraw_dates() }}"
) }}

-- depends_on: {{ ref('int_metric_dates_withdrawn') }}, {{ ref('int_metric_windows') }}
-- Wide tables for people who read tables: the tall one stays the truth.
with

{% if is_incremental() %}
    windows as (

        select * from {{ ref('int_metric_windows') }}

    ),
{% endif %}

health_metrics as (

    select health_metrics.*

    from {{ ref('fct_health_metrics') }} as health_metrics

    {% if is_incremental() %}
        where
            health_metrics.dialect = 'chaoss'
            and exists (
                select 1 from windows
                where
                    windows.scope_id = health_metrics.scope_id
                    and windows.as_of_date = health_metrics.as_of_date
                    and windows.scope_type = health_metrics.scope_type
            )
    {% else %}
        where health_metrics.dialect = 'chaoss'
    {% endif %}

),

windows_pivoted as (

    select
        scope_type,
        scope_id,
        scope_name,
        window_days,
        -- Of years of which only a clone tells there is nothing but commits.
        coalesce(max(coverage) filter (where metric = 'active_contributors'), 0.0) as coverage,
        max(value) filter (where metric = 'commit_count') as commit_count,
        max(value) filter (where metric = 'push_count') as push_count,
        max(value) filter (where metric = 'issue_opened_count') as issue_opened_count,
        max(value) filter (where metric = 'issue_closed_count') as issue_closed_count,
        max(value) filter (where metric = 'issue_reopened_count') as issue_reopened_count,
        max(value) filter (where metric = 'pull_request_opened_count') as pull_request_opened_count,
        max(value) filter (where metric = 'pull_request_merged_count') as pull_request_merged_count,
        max(value) filter (
            where metric = 'pull_request_closed_unmerged_count'
        ) as pull_request_closed_unmerged_count,
        max(value) filter (where metric = 'review_count') as review_count,
        max(value) filter (where metric = 'comment_count') as comment_count,
        max(value) filter (where metric = 'star_count') as star_count,
        max(value) filter (where metric = 'fork_count') as fork_count,
        max(value) filter (where metric = 'release_count') as release_count,
        max(value) filter (where metric = 'bot_activity_count') as bot_activity_count,
        max(value) filter (where metric = 'active_contributors') as active_contributors,
        max(value) filter (where metric = 'new_contributors') as new_contributors,
        max(value) filter (where metric = 'returning_contributors') as returning_contributors,
        max(value) filter (where metric = 'reactivated_contributors') as reactivated_contributors,
        max(value) filter (where metric = 'churned_contributors') as churned_contributors,
        max(value) filter (where metric = 'contributor_growth_rate') as contributor_growth_rate,
        max(value) filter (where metric = 'retention_rate') as retention_rate,
        max(value) filter (
            where metric = 'contributor_absence_factor'
        ) as contributor_absence_factor,
        max(value) filter (
            where metric = 'issue_first_response_hours_median'
        ) as issue_first_response_hours_median,
        max(value) filter (
            where metric = 'issue_first_response_hours_p90'
        ) as issue_first_response_hours_p90,
        max(value) filter (
            where metric = 'issue_first_response_hours_mean'
        ) as issue_first_response_hours_mean,
        max(value) filter (
            where metric = 'issue_first_response_hours_kaplan_meier_median'
        ) as issue_first_response_hours_kaplan_meier_median,
        max(value) filter (
            where metric = 'issue_first_response_hours_within_24h_ratio'
        ) as issue_first_response_hours_within_24h_ratio,
        max(value) filter (
            where metric = 'issue_first_response_hours_within_7d_ratio'
        ) as issue_first_response_hours_within_7d_ratio,
        max(value) filter (
            where metric = 'issue_first_response_hours_unanswered_count'
        ) as issue_first_response_hours_unanswered_count,
        max(value) filter (
            where metric = 'pr_first_response_hours_median'
        ) as pr_first_response_hours_median,
        max(value) filter (
            where metric = 'pr_first_response_hours_p90'
        ) as pr_first_response_hours_p90,
        max(value) filter (
            where metric = 'pr_first_response_hours_mean'
        ) as pr_first_response_hours_mean,
        max(value) filter (
            where metric = 'pr_first_response_hours_kaplan_meier_median'
        ) as pr_first_response_hours_kaplan_meier_median,
        max(value) filter (
            where metric = 'pr_first_response_hours_within_24h_ratio'
        ) as pr_first_response_hours_within_24h_ratio,
        max(value) filter (
            where metric = 'pr_first_response_hours_within_7d_ratio'
        ) as pr_first_response_hours_within_7d_ratio,
        max(value) filter (
            where metric = 'pr_first_response_hours_unanswered_count'
        ) as pr_first_response_hours_unanswered_count,
        max(value) filter (
            where metric = 'pr_first_review_hours_median'
        ) as pr_first_review_hours_median,
        max(value) filter (where metric = 'pr_first_review_hours_p90') as pr_first_review_hours_p90,
        max(value) filter (
            where metric = 'pr_first_review_hours_mean'
        ) as pr_first_review_hours_mean,
        max(value) filter (
            where metric = 'pr_time_to_merge_hours_median'
        ) as pr_time_to_merge_hours_median,
        max(value) filter (
            where metric = 'pr_time_to_merge_hours_p90'
        ) as pr_time_to_merge_hours_p90,
        max(value) filter (
            where metric = 'pr_time_to_merge_hours_mean'
        ) as pr_time_to_merge_hours_mean,
        max(value) filter (
            where metric = 'pr_time_to_close_hours_median'
        ) as pr_time_to_close_hours_median,
        max(value) filter (
            where metric = 'pr_time_to_close_hours_p90'
        ) as pr_time_to_close_hours_p90,
        max(value) filter (
            where metric = 'pr_time_to_close_hours_mean'
        ) as pr_time_to_close_hours_mean,
        max(value) filter (
            where metric = 'issue_resolution_hours_median'
        ) as issue_resolution_hours_median,
        max(value) filter (
            where metric = 'issue_resolution_hours_p90'
        ) as issue_resolution_hours_p90,
        max(value) filter (
            where metric = 'issue_resolution_hours_mean'
        ) as issue_resolution_hours_mean,
        max(value) filter (
            where metric = 'change_request_closure_ratio'
        ) as change_request_closure_ratio,
        max(value) filter (where metric = 'backlog_management_index') as backlog_management_index,
        as_of_date

    from health_metrics

    where window_days is not null

    group by all

),

moments_pivoted as (

    select
        scope_type,
        scope_id,
        max(value) filter (where metric = 'open_issue_count') as open_issue_count,
        max(value) filter (
            where metric = 'open_issue_age_hours_median'
        ) as open_issue_age_hours_median,
        max(value) filter (where metric = 'open_issue_age_hours_p90') as open_issue_age_hours_p90,
        max(value) filter (where metric = 'open_pull_request_count') as open_pull_request_count,
        max(value) filter (
            where metric = 'open_pull_request_age_hours_median'
        ) as open_pull_request_age_hours_median,
        max(value) filter (
            where metric = 'open_pull_request_age_hours_p90'
        ) as open_pull_request_age_hours_p90,
        as_of_date

    from health_metrics

    where window_days is null

    group by all

),

joined as (

    select
        windows_pivoted.scope_type,
        windows_pivoted.scope_id,
        windows_pivoted.scope_name,
        windows_pivoted.window_days,
        windows_pivoted.coverage,
        windows_pivoted.commit_count,
        windows_pivoted.push_count,
        windows_pivoted.issue_opened_count,
        windows_pivoted.issue_closed_count,
        windows_pivoted.issue_reopened_count,
        windows_pivoted.pull_request_opened_count,
        windows_pivoted.pull_request_merged_count,
        windows_pivoted.pull_request_closed_unmerged_count,
        windows_pivoted.review_count,
        windows_pivoted.comment_count,
        windows_pivoted.star_count,
        windows_pivoted.fork_count,
        windows_pivoted.release_count,
        windows_pivoted.bot_activity_count,
        windows_pivoted.active_contributors,
        windows_pivoted.new_contributors,
        windows_pivoted.returning_contributors,
        windows_pivoted.reactivated_contributors,
        windows_pivoted.churned_contributors,
        windows_pivoted.contributor_growth_rate,
        windows_pivoted.retention_rate,
        windows_pivoted.contributor_absence_factor,
        windows_pivoted.issue_first_response_hours_median,
        windows_pivoted.issue_first_response_hours_p90,
        windows_pivoted.issue_first_response_hours_mean,
        windows_pivoted.issue_first_response_hours_kaplan_meier_median,
        windows_pivoted.issue_first_response_hours_within_24h_ratio,
        windows_pivoted.issue_first_response_hours_within_7d_ratio,
        windows_pivoted.issue_first_response_hours_unanswered_count,
        windows_pivoted.pr_first_response_hours_median,
        windows_pivoted.pr_first_response_hours_p90,
        windows_pivoted.pr_first_response_hours_mean,
        windows_pivoted.pr_first_response_hours_kaplan_meier_median,
        windows_pivoted.pr_first_response_hours_within_24h_ratio,
        windows_pivoted.pr_first_response_hours_within_7d_ratio,
        windows_pivoted.pr_first_response_hours_unanswered_count,
        windows_pivoted.pr_first_review_hours_median,
        windows_pivoted.pr_first_review_hours_p90,
        windows_pivoted.pr_first_review_hours_mean,
        windows_pivoted.pr_time_to_merge_hours_median,
        windows_pivoted.pr_time_to_merge_hours_p90,
        windows_pivoted.pr_time_to_merge_hours_mean,
        windows_pivoted.pr_time_to_close_hours_median,
        windows_pivoted.pr_time_to_close_hours_p90,
        windows_pivoted.pr_time_to_close_hours_mean,
        windows_pivoted.issue_resolution_hours_median,
        windows_pivoted.issue_resolution_hours_p90,
        windows_pivoted.issue_resolution_hours_mean,
        moments_pivoted.open_issue_count,
        moments_pivoted.open_issue_age_hours_median,
        moments_pivoted.open_issue_age_hours_p90,
        moments_pivoted.open_pull_request_count,
        moments_pivoted.open_pull_request_age_hours_median,
        moments_pivoted.open_pull_request_age_hours_p90,
        windows_pivoted.change_request_closure_ratio,
        windows_pivoted.backlog_management_index,
        windows_pivoted.as_of_date

    from windows_pivoted

    inner join moments_pivoted
        on
            windows_pivoted.scope_type = moments_pivoted.scope_type
            and windows_pivoted.scope_id = moments_pivoted.scope_id
            and windows_pivoted.as_of_date = moments_pivoted.as_of_date

)

select * from joined

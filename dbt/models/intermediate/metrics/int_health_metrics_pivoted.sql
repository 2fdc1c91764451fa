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
        coalesce(max(case when metric = 'active_contributors' then coverage end), 0.0) as coverage,
        max(case when metric = 'commit_count' then value end) as commit_count,
        max(case when metric = 'push_count' then value end) as push_count,
        max(case when metric = 'issue_opened_count' then value end) as issue_opened_count,
        max(case when metric = 'issue_closed_count' then value end) as issue_closed_count,
        max(case when metric = 'issue_reopened_count' then value end) as issue_reopened_count,
        max(case when metric = 'pull_request_opened_count' then value end)
            as pull_request_opened_count,
        max(case when metric = 'pull_request_merged_count' then value end)
            as pull_request_merged_count,
        max(case when metric = 'pull_request_closed_unmerged_count' then value end)
            as pull_request_closed_unmerged_count,
        max(case when metric = 'review_count' then value end) as review_count,
        max(case when metric = 'comment_count' then value end) as comment_count,
        max(case when metric = 'star_count' then value end) as star_count,
        max(case when metric = 'fork_count' then value end) as fork_count,
        max(case when metric = 'release_count' then value end) as release_count,
        max(case when metric = 'bot_activity_count' then value end) as bot_activity_count,
        max(case when metric = 'active_contributors' then value end) as active_contributors,
        max(case when metric = 'new_contributors' then value end) as new_contributors,
        max(case when metric = 'returning_contributors' then value end) as returning_contributors,
        max(case when metric = 'reactivated_contributors' then value end)
            as reactivated_contributors,
        max(case when metric = 'churned_contributors' then value end) as churned_contributors,
        max(case when metric = 'contributor_growth_rate' then value end) as contributor_growth_rate,
        max(case when metric = 'retention_rate' then value end) as retention_rate,
        max(case when metric = 'contributor_absence_factor' then value end)
            as contributor_absence_factor,
        max(case when metric = 'issue_first_response_hours_median' then value end)
            as issue_first_response_hours_median,
        max(case when metric = 'issue_first_response_hours_p90' then value end)
            as issue_first_response_hours_p90,
        max(case when metric = 'issue_first_response_hours_mean' then value end)
            as issue_first_response_hours_mean,
        max(case when metric = 'issue_first_response_hours_kaplan_meier_median' then value end)
            as issue_first_response_hours_kaplan_meier_median,
        max(case when metric = 'issue_first_response_hours_within_24h_ratio' then value end)
            as issue_first_response_hours_within_24h_ratio,
        max(case when metric = 'issue_first_response_hours_within_7d_ratio' then value end)
            as issue_first_response_hours_within_7d_ratio,
        max(case when metric = 'issue_first_response_hours_unanswered_count' then value end)
            as issue_first_response_hours_unanswered_count,
        max(case when metric = 'pr_first_response_hours_median' then value end)
            as pr_first_response_hours_median,
        max(case when metric = 'pr_first_response_hours_p90' then value end)
            as pr_first_response_hours_p90,
        max(case when metric = 'pr_first_response_hours_mean' then value end)
            as pr_first_response_hours_mean,
        max(case when metric = 'pr_first_response_hours_kaplan_meier_median' then value end)
            as pr_first_response_hours_kaplan_meier_median,
        max(case when metric = 'pr_first_response_hours_within_24h_ratio' then value end)
            as pr_first_response_hours_within_24h_ratio,
        max(case when metric = 'pr_first_response_hours_within_7d_ratio' then value end)
            as pr_first_response_hours_within_7d_ratio,
        max(case when metric = 'pr_first_response_hours_unanswered_count' then value end)
            as pr_first_response_hours_unanswered_count,
        max(case when metric = 'pr_first_review_hours_median' then value end)
            as pr_first_review_hours_median,
        max(case when metric = 'pr_first_review_hours_p90' then value end)
            as pr_first_review_hours_p90,
        max(case when metric = 'pr_first_review_hours_mean' then value end)
            as pr_first_review_hours_mean,
        max(case when metric = 'pr_time_to_merge_hours_median' then value end)
            as pr_time_to_merge_hours_median,
        max(case when metric = 'pr_time_to_merge_hours_p90' then value end)
            as pr_time_to_merge_hours_p90,
        max(case when metric = 'pr_time_to_merge_hours_mean' then value end)
            as pr_time_to_merge_hours_mean,
        max(case when metric = 'pr_time_to_close_hours_median' then value end)
            as pr_time_to_close_hours_median,
        max(case when metric = 'pr_time_to_close_hours_p90' then value end)
            as pr_time_to_close_hours_p90,
        max(case when metric = 'pr_time_to_close_hours_mean' then value end)
            as pr_time_to_close_hours_mean,
        max(case when metric = 'issue_resolution_hours_median' then value end)
            as issue_resolution_hours_median,
        max(case when metric = 'issue_resolution_hours_p90' then value end)
            as issue_resolution_hours_p90,
        max(case when metric = 'issue_resolution_hours_mean' then value end)
            as issue_resolution_hours_mean,
        max(case when metric = 'change_request_closure_ratio' then value end)
            as change_request_closure_ratio,
        max(case when metric = 'backlog_management_index' then value end)
            as backlog_management_index,
        as_of_date

    from health_metrics

    where window_days is not null

    group by all

),

moments_pivoted as (

    select
        scope_type,
        scope_id,
        max(case when metric = 'open_issue_count' then value end) as open_issue_count,
        max(case when metric = 'open_issue_age_hours_median' then value end)
            as open_issue_age_hours_median,
        max(case when metric = 'open_issue_age_hours_p90' then value end)
            as open_issue_age_hours_p90,
        max(case when metric = 'open_pull_request_count' then value end) as open_pull_request_count,
        max(case when metric = 'open_pull_request_age_hours_median' then value end)
            as open_pull_request_age_hours_median,
        max(case when metric = 'open_pull_request_age_hours_p90' then value end)
            as open_pull_request_age_hours_p90,
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

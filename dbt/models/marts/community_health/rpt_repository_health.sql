-- Stored in the published file, where views become tables.
{{ config(materialized='view') }}

with

health_metrics as (

    select * from {{ ref('int_health_metrics_pivoted') }}

    where scope_type = 'repository'

)

select
    scope_id as repository_id,
    scope_name as full_name,
    window_days,
    coverage,
    commit_count,
    push_count,
    issue_opened_count,
    issue_closed_count,
    issue_reopened_count,
    pull_request_opened_count,
    pull_request_merged_count,
    pull_request_closed_unmerged_count,
    review_count,
    comment_count,
    star_count,
    fork_count,
    release_count,
    bot_activity_count,
    active_contributors,
    new_contributors,
    returning_contributors,
    reactivated_contributors,
    churned_contributors,
    contributor_growth_rate,
    retention_rate,
    contributor_absence_factor,
    issue_first_response_hours_median,
    issue_first_response_hours_p90,
    issue_first_response_hours_mean,
    issue_first_response_hours_kaplan_meier_median,
    issue_first_response_hours_within_24h_ratio,
    issue_first_response_hours_within_7d_ratio,
    issue_first_response_hours_unanswered_count,
    pr_first_response_hours_median,
    pr_first_response_hours_p90,
    pr_first_response_hours_mean,
    pr_first_response_hours_kaplan_meier_median,
    pr_first_response_hours_within_24h_ratio,
    pr_first_response_hours_within_7d_ratio,
    pr_first_response_hours_unanswered_count,
    pr_first_review_hours_median,
    pr_first_review_hours_p90,
    pr_first_review_hours_mean,
    pr_time_to_merge_hours_median,
    pr_time_to_merge_hours_p90,
    pr_time_to_merge_hours_mean,
    pr_time_to_close_hours_median,
    pr_time_to_close_hours_p90,
    pr_time_to_close_hours_mean,
    issue_resolution_hours_median,
    issue_resolution_hours_p90,
    issue_resolution_hours_mean,
    open_issue_count,
    open_issue_age_hours_median,
    open_issue_age_hours_p90,
    open_pull_request_count,
    open_pull_request_age_hours_median,
    open_pull_request_age_hours_p90,
    change_request_closure_ratio,
    backlog_management_index,
    as_of_date

from health_metrics

with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

scope_days as (

    select * from {{ ref('int_scope_days') }}

),

days_summed as (

    select
        windows.window_number,
        cast(coalesce(sum(scope_days.commit_count), 0) as double) as commit_count,
        cast(coalesce(sum(scope_days.push_count), 0) as double) as push_count,
        cast(coalesce(sum(scope_days.issue_opened_count), 0) as double) as issue_opened_count,
        cast(coalesce(sum(scope_days.issue_closed_count), 0) as double) as issue_closed_count,
        cast(coalesce(sum(scope_days.issue_reopened_count), 0) as double) as issue_reopened_count,
        cast(
            coalesce(sum(scope_days.pull_request_opened_count), 0) as double
        ) as pull_request_opened_count,
        cast(
            coalesce(sum(scope_days.pull_request_merged_count), 0) as double
        ) as pull_request_merged_count,
        cast(
            coalesce(sum(scope_days.pull_request_closed_unmerged_count), 0) as double
        ) as pull_request_closed_unmerged_count,
        cast(coalesce(sum(scope_days.review_count), 0) as double) as review_count,
        cast(coalesce(sum(scope_days.comment_count), 0) as double) as comment_count,
        cast(coalesce(sum(scope_days.star_count), 0) as double) as star_count,
        cast(coalesce(sum(scope_days.fork_count), 0) as double) as fork_count,
        cast(coalesce(sum(scope_days.release_count), 0) as double) as release_count,
        cast(coalesce(sum(scope_days.bot_activity_count), 0) as double) as bot_activity_count

    from windows

    left join scope_days
        on
            windows.scope_number = scope_days.scope_number
            and windows.starts_on <= scope_days.activity_date
            and windows.as_of_date > scope_days.activity_date

    group by all

),

metrics_listed as (

    select *

    from days_summed
    unpivot (
        value for metric in (
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
            bot_activity_count
        )
    )

),

metrics_described as (

    select
        window_number,
        metric,
        'chaoss' as dialect,
        cast(null as varchar) as unknown_reason,
        value,
        cast(value as bigint) as sample_size

    from metrics_listed

)

select * from metrics_described

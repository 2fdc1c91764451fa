with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

scope_days as (

    select * from {{ ref('int_scope_days') }}

    -- What was before all windows is in both of their sums.
    where activity_date >= (select min(starts_on) from windows)

),

-- A window's first and last days take their places among the scope's days: what happened in it is
-- the difference of two running sums.
days_and_bounds as (

    select
        scope_number,
        cast(null as bigint) as window_number,
        0 as sign,
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
        -- What happened on a day is before the next day's start.
        {{ days_before('activity_date', -1) }} as at_date

    from scope_days

    union all

    select
        scope_number,
        window_number,
        1 as sign,
        0 as commit_count,
        0 as push_count,
        0 as issue_opened_count,
        0 as issue_closed_count,
        0 as issue_reopened_count,
        0 as pull_request_opened_count,
        0 as pull_request_merged_count,
        0 as pull_request_closed_unmerged_count,
        0 as review_count,
        0 as comment_count,
        0 as star_count,
        0 as fork_count,
        0 as release_count,
        0 as bot_activity_count,
        as_of_date as at_date

    from windows

    union all

    select
        scope_number,
        window_number,
        -1 as sign,
        0 as commit_count,
        0 as push_count,
        0 as issue_opened_count,
        0 as issue_closed_count,
        0 as issue_reopened_count,
        0 as pull_request_opened_count,
        0 as pull_request_merged_count,
        0 as pull_request_closed_unmerged_count,
        0 as review_count,
        0 as comment_count,
        0 as star_count,
        0 as fork_count,
        0 as release_count,
        0 as bot_activity_count,
        starts_on as at_date

    from windows

),

days_accumulated as (

    select
        window_number,
        sign,
        sum(commit_count) over until_date as commit_count,
        sum(push_count) over until_date as push_count,
        sum(issue_opened_count) over until_date as issue_opened_count,
        sum(issue_closed_count) over until_date as issue_closed_count,
        sum(issue_reopened_count) over until_date as issue_reopened_count,
        sum(pull_request_opened_count) over until_date
            as pull_request_opened_count,
        sum(pull_request_merged_count) over until_date
            as pull_request_merged_count,
        sum(pull_request_closed_unmerged_count) over until_date
            as pull_request_closed_unmerged_count,
        sum(review_count) over until_date as review_count,
        sum(comment_count) over until_date as comment_count,
        sum(star_count) over until_date as star_count,
        sum(fork_count) over until_date as fork_count,
        sum(release_count) over until_date as release_count,
        sum(bot_activity_count) over until_date as bot_activity_count

    from days_and_bounds

    window until_date as (
        partition by scope_number
        order by at_date
        range between unbounded preceding and current row
    )

),

days_summed as (

    select
        window_number,
        cast(sum(sign * commit_count) as double) as commit_count,
        cast(sum(sign * push_count) as double) as push_count,
        cast(sum(sign * issue_opened_count) as double) as issue_opened_count,
        cast(sum(sign * issue_closed_count) as double) as issue_closed_count,
        cast(sum(sign * issue_reopened_count) as double) as issue_reopened_count,
        cast(sum(sign * pull_request_opened_count) as double)
            as pull_request_opened_count,
        cast(sum(sign * pull_request_merged_count) as double)
            as pull_request_merged_count,
        cast(sum(sign * pull_request_closed_unmerged_count) as double)
            as pull_request_closed_unmerged_count,
        cast(sum(sign * review_count) as double) as review_count,
        cast(sum(sign * comment_count) as double) as comment_count,
        cast(sum(sign * star_count) as double) as star_count,
        cast(sum(sign * fork_count) as double) as fork_count,
        cast(sum(sign * release_count) as double) as release_count,
        cast(sum(sign * bot_activity_count) as double) as bot_activity_count

    from days_accumulated

    where window_number is not null

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

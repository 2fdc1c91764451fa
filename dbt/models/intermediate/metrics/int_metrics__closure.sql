{{ config(materialized='view') }}

with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

wait_statistics as (

    select * from {{ ref('int_window_wait_statistics') }}

),

-- Opened in the window: those that a first response was or is awaited for.
flows_counted as (

    select
        window_number,
        coalesce(sum(all_count) filter (where kind = 'issue_first_response'), 0)
            as issues_opened_count,
        coalesce(sum(all_count) filter (where kind = 'issue_resolution'), 0)
            as issues_closed_count,
        coalesce(sum(all_count) filter (where kind = 'pr_first_response'), 0)
            as pull_requests_opened_count,
        coalesce(sum(all_count) filter (where kind in ('pr_time_to_merge', 'pr_time_to_close')), 0)
            as pull_requests_ended_count

    from wait_statistics

    group by all

),

ratios_computed as (

    select
        windows.window_number,
        cast(coalesce(flows_counted.issues_opened_count, 0) as bigint) as issues_opened_count,
        cast(coalesce(flows_counted.pull_requests_opened_count, 0) as bigint)
            as pull_requests_opened_count,
        cast(flows_counted.issues_closed_count as double)
        / nullif(flows_counted.issues_opened_count, 0) as issue_ratio,
        cast(flows_counted.pull_requests_ended_count as double)
        / nullif(flows_counted.pull_requests_opened_count, 0) as pull_request_ratio

    from windows

    left join flows_counted
        on windows.window_number = flows_counted.window_number

),

metrics_listed as (

    select *

    from ratios_computed
    unpivot include nulls (
        (value, sample_size) for metric in (
            (issue_ratio, issues_opened_count) as backlog_management_index,
            (pull_request_ratio, pull_requests_opened_count) as change_request_closure_ratio
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
        sample_size

    from metrics_listed

)

select * from metrics_described

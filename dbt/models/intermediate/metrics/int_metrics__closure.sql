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
        scope_type,
        scope_id,
        window_days,
        as_of_date,
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
        windows.scope_type,
        windows.scope_id,
        windows.window_days,
        windows.as_of_date,
        cast(coalesce(flows_counted.issues_opened_count, 0) as bigint) as issues_opened_count,
        cast(coalesce(flows_counted.pull_requests_opened_count, 0) as bigint)
            as pull_requests_opened_count,
        cast(flows_counted.issues_closed_count as double)
        / nullif(flows_counted.issues_opened_count, 0) as issue_ratio,
        cast(flows_counted.pull_requests_ended_count as double)
        / nullif(flows_counted.pull_requests_opened_count, 0) as pull_request_ratio

    from windows

    left join flows_counted
        on
            windows.scope_type = flows_counted.scope_type
            and windows.scope_id = flows_counted.scope_id
            and windows.window_days = flows_counted.window_days
            and windows.as_of_date = flows_counted.as_of_date

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
        scope_type,
        scope_id,
        metric,
        'chaoss' as dialect,
        cast(null as varchar) as unknown_reason,
        window_days,
        value,
        sample_size,
        as_of_date

    from metrics_listed

)

select * from metrics_described

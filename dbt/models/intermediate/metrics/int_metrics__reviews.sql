with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

merged_days as (

    select * from {{ ref('int_scope_merged_pull_request_days') }}

),

wait_statistics as (

    select * from {{ ref('int_window_wait_statistics') }}

    where kind in ('pr_time_to_merge', 'pr_time_to_close')

),

ends_counted as (

    select
        window_number,
        coalesce(sum(all_count) filter (where kind = 'pr_time_to_merge'), 0) as accepted_count,
        sum(all_count) as ended_count

    from wait_statistics

    group by all

),

days_summed as (

    select
        windows.window_number,
        coalesce(sum(merged_days.merged_count), 0) as merged_count,
        coalesce(sum(merged_days.merger_known_count), 0) as merger_known_count,
        cast(sum(merged_days.review_count) as double) as review_count,
        cast(sum(merged_days.round_count) as double) as round_count,
        cast(sum(merged_days.reviewed_count) as double) as reviewed_count,
        cast(sum(merged_days.merged_by_other_count) as double) as merged_by_other_count,
        cast(sum(merged_days.self_merged_unreviewed_count) as double)
            as self_merged_unreviewed_count

    from windows

    left join merged_days
        on
            windows.scope_number = merged_days.scope_number
            and windows.starts_on <= merged_days.merged_date
            and windows.as_of_date > merged_days.merged_date

    group by all

),

ratios_computed as (

    select
        days_summed.window_number,
        cast(days_summed.merged_count as bigint) as merged_count,
        cast(days_summed.merger_known_count as bigint) as merger_known_count,
        cast(coalesce(ends_counted.ended_count, 0) as bigint) as ended_count,
        days_summed.review_count / nullif(days_summed.merged_count, 0) as review_value,
        days_summed.round_count / nullif(days_summed.merged_count, 0) as round_value,
        days_summed.reviewed_count / nullif(days_summed.merged_count, 0) as reviewed_value,
        days_summed.merged_by_other_count / nullif(days_summed.merger_known_count, 0)
            as merged_by_other_value,
        days_summed.self_merged_unreviewed_count / nullif(days_summed.merger_known_count, 0)
            as self_merged_value,
        cast(ends_counted.accepted_count as double) / nullif(ends_counted.ended_count, 0)
            as acceptance_value

    from days_summed

    left join ends_counted
        on days_summed.window_number = ends_counted.window_number

),

metrics_listed as (

    select *

    from ratios_computed
    unpivot include nulls (
        (value, sample_size) for metric in (
            (review_value, merged_count) as reviews_per_pull_request,
            (round_value, merged_count) as review_rounds_per_pull_request,
            (reviewed_value, merged_count) as pr_reviewed_ratio,
            (merged_by_other_value, merger_known_count) as pr_merged_by_other_ratio,
            (self_merged_value, merger_known_count) as pr_self_merged_unreviewed_ratio,
            (acceptance_value, ended_count) as change_request_acceptance_ratio
        )
    )

),

metrics_described as (

    select
        window_number,
        metric,
        'chaoss' as dialect,
        cast(null as varchar) as unknown_reason,
        cast(value as double) as value,
        sample_size

    from metrics_listed

)

select * from metrics_described

with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

wait_statistics as (

    select * from {{ ref('int_window_wait_statistics') }}

),

kinds as (

    select
        'issue_first_response' as kind,
        true as has_waiting_ones

    union all

    select
        'pr_first_response' as kind,
        true as has_waiting_ones

    union all

    select
        'pr_first_review' as kind,
        false as has_waiting_ones

    union all

    select
        'pr_time_to_merge' as kind,
        false as has_waiting_ones

    union all

    select
        'pr_time_to_close' as kind,
        false as has_waiting_ones

    union all

    select
        'issue_resolution' as kind,
        false as has_waiting_ones

),

windows_filled as (

    select
        windows.window_number,
        kinds.kind,
        kinds.has_waiting_ones,
        wait_statistics.median_hours,
        wait_statistics.p90_hours,
        wait_statistics.mean_hours,
        wait_statistics.kaplan_meier_median_hours,
        wait_statistics.within_24h_ratio,
        wait_statistics.within_7d_ratio,
        cast(coalesce(wait_statistics.waiting_count, 0) as double) as unanswered_count,
        coalesce(wait_statistics.over_count, 0) as over_count,
        coalesce(wait_statistics.all_count, 0) as all_count

    from windows

    cross join kinds

    left join wait_statistics
        on
            windows.window_number = wait_statistics.window_number
            and kinds.kind = wait_statistics.kind

),

statistics_listed as (

    select *

    from windows_filled
    unpivot include nulls (
        (value, sample_size) for statistic in (
            (median_hours, over_count) as median,
            (p90_hours, over_count) as p90,
            (mean_hours, over_count) as mean,
            (kaplan_meier_median_hours, all_count) as kaplan_meier_median,
            (within_24h_ratio, all_count) as within_24h_ratio,
            (within_7d_ratio, all_count) as within_7d_ratio,
            (unanswered_count, all_count) as unanswered_count
        )
    )

),

metrics_described as (

    select
        window_number,
        kind || '_hours_' || statistic as metric,
        'chaoss' as dialect,
        case
            when statistic = 'kaplan_meier_median' and value is null and sample_size > 0
                then 'median_not_reached'
        end as unknown_reason,
        value,
        sample_size

    from statistics_listed

    where has_waiting_ones or statistic in ('median', 'p90', 'mean')

)

select * from metrics_described

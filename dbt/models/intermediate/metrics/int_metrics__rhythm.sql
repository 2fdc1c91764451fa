{{ config(materialized='view') }}

-- Burstiness after Goh and Barabási 2008: (deviation - mean) / (deviation + mean) of the gaps, here
-- both times the number of gaps, in whole seconds, so that equal gaps give exactly -1.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

day_rhythms as (

    select * from {{ ref('int_scope_day_rhythms') }}

),

days_summed as (

    select
        windows.window_number,
        sum(day_rhythms.contribution_count) as contribution_count,
        sum(day_rhythms.local_time_known_count) as local_time_known_count,
        sum(day_rhythms.outside_hours_count) as outside_hours_count,
        -- The gap before the window's first contribution began before the window.
        sum(day_rhythms.gap_seconds + day_rhythms.gap_before_seconds)
        - arg_min(day_rhythms.gap_before_seconds, day_rhythms.activity_date) as gap_seconds,
        sum(
            day_rhythms.gap_seconds_squared
            + day_rhythms.gap_before_seconds * day_rhythms.gap_before_seconds
        )
        - arg_min(
            day_rhythms.gap_before_seconds * day_rhythms.gap_before_seconds,
            day_rhythms.activity_date
        ) as gap_seconds_squared

    from windows

    inner join day_rhythms
        on
            windows.scope_number = day_rhythms.scope_number
            and windows.starts_on <= day_rhythms.activity_date
            and windows.as_of_date > day_rhythms.activity_date

    group by all

),

deviations_computed as (

    select
        *,
        contribution_count - 1 as gap_count,
        cast(gap_seconds as double) as gap_amount,
        sqrt(
            cast(
                (contribution_count - 1) * gap_seconds_squared - gap_seconds * gap_seconds
                as double
            )
        ) as deviation_amount

    from days_summed

),

values_computed as (

    select
        windows.window_number,
        (deviations_computed.deviation_amount - deviations_computed.gap_amount)
        / nullif(deviations_computed.deviation_amount + deviations_computed.gap_amount, 0)
            as burstiness_value,
        case
            when deviations_computed.gap_amount = 0 then 'all_at_once'
        end as burstiness_unknown_reason,
        cast(coalesce(deviations_computed.gap_count, 0) as bigint) as gap_count,
        cast(deviations_computed.outside_hours_count as double)
        / nullif(deviations_computed.local_time_known_count, 0) as outside_hours_value,
        case
            when deviations_computed.local_time_known_count = 0 then 'local_time_unknown'
        end as outside_hours_unknown_reason,
        cast(coalesce(deviations_computed.local_time_known_count, 0) as bigint)
            as local_time_known_count,
        cast(deviations_computed.local_time_known_count as double)
        / deviations_computed.contribution_count as local_time_known_value,
        cast(null as varchar) as local_time_known_unknown_reason,
        cast(coalesce(deviations_computed.contribution_count, 0) as bigint) as contribution_count

    from windows

    left join deviations_computed
        on windows.window_number = deviations_computed.window_number

),

metrics_listed as (

    select *

    from values_computed
    unpivot include nulls (
        (value, unknown_reason, sample_size) for metric in (
            (burstiness_value, burstiness_unknown_reason, gap_count) as burstiness,
            (outside_hours_value, outside_hours_unknown_reason, local_time_known_count)
                as outside_hours_ratio,
            (local_time_known_value, local_time_known_unknown_reason, contribution_count)
                as local_time_known_ratio
        )
    )

),

metrics_described as (

    select
        window_number,
        metric,
        'chaoss' as dialect,
        unknown_reason,
        value,
        sample_size

    from metrics_listed

)

select * from metrics_described

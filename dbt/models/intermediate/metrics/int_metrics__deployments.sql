{{ config(materialized='view') }}

with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

deployment_days as (

    select * from {{ ref('int_scope_deployment_days') }}

),

first_days_found as (

    select
        scope_number,
        min(finished_date) as first_date

    from deployment_days

    group by all

),

days_summed as (

    select
        windows.window_number,
        windows.scope_number,
        windows.window_days,
        windows.as_of_date,
        cast(coalesce(sum(deployment_days.finished_count), 0) as bigint) as finished_count,
        cast(coalesce(sum(deployment_days.succeeded_count), 0) as bigint) as succeeded_count

    from windows

    left join deployment_days
        on
            windows.scope_number = deployment_days.scope_number
            and windows.starts_on <= deployment_days.finished_date
            and windows.as_of_date > deployment_days.finished_date

    group by all

),

-- Where no deployment was ever told, nobody knows whether there was none.
ratios_computed as (

    select
        days_summed.window_number,
        days_summed.finished_count,
        days_summed.succeeded_count,
        coalesce(first_days_found.first_date < days_summed.as_of_date, false) as is_told,
        cast(days_summed.succeeded_count as double) as count_value,
        7.0 * days_summed.succeeded_count / days_summed.window_days as frequency_value,
        cast(days_summed.finished_count - days_summed.succeeded_count as double)
        / nullif(days_summed.finished_count, 0) as failure_value

    from days_summed

    left join first_days_found
        on days_summed.scope_number = first_days_found.scope_number

),

metrics_listed as (

    select *

    from ratios_computed
    unpivot include nulls (
        (value, sample_size) for metric in (
            (count_value, succeeded_count) as deployment_count,
            (frequency_value, succeeded_count) as deployments_per_week,
            (failure_value, finished_count) as change_failure_rate
        )
    )

),

metrics_described as (

    select
        window_number,
        metric,
        'chaoss' as dialect,
        case when not is_told then 'no_deployments_told' end as unknown_reason,
        case when is_told then cast(value as double) end as value,
        sample_size

    from metrics_listed

)

select * from metrics_described

with

people_counted as (

    select * from {{ ref('int_window_standings') }}

),

values_computed as (

    select
        window_number,
        active_count,
        active_before_count,
        newcomer_before_count,
        cast(active_count as double) as active_value,
        cast(new_count as double) as new_value,
        cast(returning_count as double) as returning_value,
        -- Active, but neither for the first time nor in the window before.
        cast(active_count - new_count - returning_count as double) as reactivated_value,
        cast(active_before_count - returning_count as double) as churned_value,
        cast(active_count - active_before_count as double)
        / nullif(active_before_count, 0) as growth_value,
        cast(returning_count as double) / nullif(active_before_count, 0) as retention_value,
        cast(newcomer_retained_count as double)
        / nullif(newcomer_before_count, 0) as newcomer_retention_value

    from people_counted

),

metrics_listed as (

    select *

    from values_computed
    unpivot include nulls (
        (value, sample_size) for metric in (
            (active_value, active_count) as active_contributors,
            (new_value, active_count) as new_contributors,
            (returning_value, active_before_count) as returning_contributors,
            (reactivated_value, active_count) as reactivated_contributors,
            (churned_value, active_before_count) as churned_contributors,
            (growth_value, active_before_count) as contributor_growth_rate,
            (retention_value, active_before_count) as retention_rate,
            (newcomer_retention_value, newcomer_before_count) as newcomer_retention_rate
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

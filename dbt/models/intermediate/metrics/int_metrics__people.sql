with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

people_changes as (

    select * from {{ ref('int_scope_people_changes') }}

),

people_counted as (

    select
        windows.window_number,
        cast(coalesce(sum(people_changes.active_change), 0) as bigint) as active_count,
        cast(coalesce(sum(people_changes.active_before_change), 0) as bigint) as before_count,
        cast(coalesce(sum(people_changes.new_change), 0) as bigint) as new_count,
        cast(coalesce(sum(people_changes.returning_change), 0) as bigint) as returning_count,
        cast(coalesce(sum(people_changes.newcomer_before_change), 0) as bigint)
            as newcomer_before_count,
        cast(coalesce(sum(people_changes.newcomer_retained_change), 0) as bigint)
            as newcomer_retained_count

    from windows

    left join people_changes
        on
            windows.scope_number = people_changes.scope_number
            and windows.window_days = people_changes.window_days
            and windows.as_of_date >= people_changes.change_date

    group by all

),

values_computed as (

    select
        window_number,
        active_count,
        before_count,
        newcomer_before_count,
        cast(active_count as double) as active_value,
        cast(new_count as double) as new_value,
        cast(returning_count as double) as returning_value,
        -- Active, but neither for the first time nor in the window before.
        cast(active_count - new_count - returning_count as double) as reactivated_value,
        cast(before_count - returning_count as double) as churned_value,
        cast(active_count - before_count as double) / nullif(before_count, 0) as growth_value,
        cast(returning_count as double) / nullif(before_count, 0) as retention_value,
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
            (returning_value, before_count) as returning_contributors,
            (reactivated_value, active_count) as reactivated_contributors,
            (churned_value, before_count) as churned_contributors,
            (growth_value, before_count) as contributor_growth_rate,
            (retention_value, before_count) as retention_rate,
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

with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

people_changes as (

    select * from {{ ref('int_scope_people_changes') }}

),

-- Windows take their places among the changes: a running sum is what there is on their dates.
changes_and_windows as (

    select
        scope_number,
        window_days,
        cast(null as bigint) as window_number,
        active_change,
        active_before_change,
        new_change,
        returning_change,
        newcomer_before_change,
        newcomer_retained_change,
        change_date as at_date

    from people_changes

    union all

    select
        scope_number,
        window_days,
        window_number,
        0 as active_change,
        0 as active_before_change,
        0 as new_change,
        0 as returning_change,
        0 as newcomer_before_change,
        0 as newcomer_retained_change,
        as_of_date as at_date

    from windows

),

changes_accumulated as (

    select
        window_number,
        sum(active_change) over until_date as active_count,
        sum(active_before_change) over until_date as before_count,
        sum(new_change) over until_date as new_count,
        sum(returning_change) over until_date as returning_count,
        sum(newcomer_before_change) over until_date as newcomer_before_count,
        sum(newcomer_retained_change) over until_date as newcomer_retained_count

    from changes_and_windows

    window until_date as (
        partition by scope_number, window_days
        order by at_date
        range between unbounded preceding and current row
    )

),

people_counted as (

    select
        window_number,
        cast(coalesce(active_count, 0) as bigint) as active_count,
        cast(coalesce(before_count, 0) as bigint) as before_count,
        cast(coalesce(new_count, 0) as bigint) as new_count,
        cast(coalesce(returning_count, 0) as bigint) as returning_count,
        cast(coalesce(newcomer_before_count, 0) as bigint) as newcomer_before_count,
        cast(coalesce(newcomer_retained_count, 0) as bigint) as newcomer_retained_count

    from changes_accumulated

    where window_number is not null

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

with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

active_spells as (

    select * from {{ ref('int_scope_active_spells') }}

),

people_active_now as (

    select
        windows.scope_type,
        windows.scope_id,
        windows.window_days,
        windows.as_of_date,
        windows.starts_on,
        active_spells.person_id,
        active_spells.first_contribution_date,
        true as is_active_now,
        false as is_active_before

    from windows

    inner join active_spells
        on
            windows.scope_type = active_spells.scope_type
            and windows.scope_id = active_spells.scope_id
            and windows.window_days = active_spells.window_days
            and windows.as_of_date between
            active_spells.active_from_date and active_spells.active_until_date

),

people_active_before as (

    select
        windows.scope_type,
        windows.scope_id,
        windows.window_days,
        windows.as_of_date,
        windows.starts_on,
        active_spells.person_id,
        active_spells.first_contribution_date,
        false as is_active_now,
        true as is_active_before

    from windows

    inner join active_spells
        on
            windows.scope_type = active_spells.scope_type
            and windows.scope_id = active_spells.scope_id
            and windows.window_days = active_spells.window_days
            and windows.starts_on between
            active_spells.active_from_date and active_spells.active_until_date

),

people_active as (

    select * from people_active_now

    union all

    select * from people_active_before

),

people_compared as (

    select
        scope_type,
        scope_id,
        window_days,
        as_of_date,
        person_id,
        bool_or(is_active_now) as is_active_now,
        bool_or(is_active_before) as is_active_before,
        bool_or(first_contribution_date >= starts_on) as is_new

    from people_active

    group by all

),

people_counted as (

    select
        scope_type,
        scope_id,
        window_days,
        as_of_date,
        count(*) filter (where is_active_now) as now_count,
        count(*) filter (where is_active_before) as before_count,
        count(*) filter (where is_active_now and is_new) as new_count,
        count(*) filter (where is_active_now and is_active_before) as returning_count,
        count(*) filter (
            where is_active_now and not is_active_before and not is_new
        ) as reactivated_count,
        count(*) filter (where is_active_before and not is_active_now) as churned_count

    from people_compared

    group by all

),

windows_filled as (

    select
        windows.scope_type,
        windows.scope_id,
        windows.window_days,
        windows.as_of_date,
        coalesce(people_counted.now_count, 0) as now_count,
        coalesce(people_counted.before_count, 0) as before_count,
        coalesce(people_counted.new_count, 0) as new_count,
        coalesce(people_counted.returning_count, 0) as returning_count,
        coalesce(people_counted.reactivated_count, 0) as reactivated_count,
        coalesce(people_counted.churned_count, 0) as churned_count

    from windows

    left join people_counted
        on
            windows.scope_type = people_counted.scope_type
            and windows.scope_id = people_counted.scope_id
            and windows.window_days = people_counted.window_days
            and windows.as_of_date = people_counted.as_of_date

),

values_computed as (

    select
        scope_type,
        scope_id,
        window_days,
        as_of_date,
        now_count,
        before_count,
        cast(now_count as double) as active_value,
        cast(new_count as double) as new_value,
        cast(returning_count as double) as returning_value,
        cast(reactivated_count as double) as reactivated_value,
        cast(churned_count as double) as churned_value,
        cast(now_count - before_count as double) / nullif(before_count, 0) as growth_value,
        cast(returning_count as double) / nullif(before_count, 0) as retention_value

    from windows_filled

),

metrics_listed as (

    select *

    from values_computed
    unpivot include nulls (
        (value, sample_size) for metric in (
            (active_value, now_count) as active_contributors,
            (new_value, now_count) as new_contributors,
            (returning_value, before_count) as returning_contributors,
            (reactivated_value, now_count) as reactivated_contributors,
            (churned_value, before_count) as churned_contributors,
            (growth_value, before_count) as contributor_growth_rate,
            (retention_value, before_count) as retention_rate
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

with

windows as (

    select * from {{ ref('int_windows_of_day') }}

),

scope_activities as (

    select * from {{ ref('int_scope_activities') }}

    where
        is_contribution
        and not is_bot
        and activity_date >= {{ days_before(as_of_date(), 365) }}

),

hours_counted as (

    select
        scope_number,
        isodow(occurred_at + to_minutes(utc_offset_minutes)) as local_weekday,
        hour(occurred_at + to_minutes(utc_offset_minutes)) as local_hour,
        count(*) as contribution_count,
        activity_date

    from scope_activities

    where utc_offset_minutes is not null

    group by all

),

windows_summed as (

    select
        windows.scope_type,
        windows.scope_id,
        windows.window_days,
        hours_counted.local_weekday,
        hours_counted.local_hour,
        cast(sum(hours_counted.contribution_count) as bigint) as contribution_count,
        hours_counted.local_weekday >= 6
        or hours_counted.local_hour < 9
        or hours_counted.local_hour >= 18 as is_outside_hours,
        windows.as_of_date

    from windows

    inner join hours_counted
        on
            windows.scope_number = hours_counted.scope_number
            and windows.starts_on <= hours_counted.activity_date
            and windows.as_of_date > hours_counted.activity_date

    group by all

)

select
    scope_type,
    scope_id,
    window_days,
    local_weekday,
    local_hour,
    contribution_count,
    is_outside_hours,
    as_of_date

from windows_summed

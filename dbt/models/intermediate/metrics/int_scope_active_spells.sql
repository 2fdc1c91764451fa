with

person_days as (

    select * from {{ ref('int_scope_person_days') }}

),

windows as (

    select * from {{ ref('int_metric_windows') }}

),

window_lengths as (

    select distinct window_days

    from windows

    where window_days is not null

),

days_before_found as (

    select
        scope_type,
        scope_id,
        person_id,
        activity_date,
        lag(activity_date) over (
            partition by scope_type, scope_id, person_id
            order by activity_date
        ) as day_before_date,
        min(activity_date) over (
            partition by scope_type, scope_id, person_id
        ) as first_contribution_date

    from person_days

),

spells_numbered as (

    select
        days_before_found.scope_type,
        days_before_found.scope_id,
        days_before_found.person_id,
        window_lengths.window_days,
        days_before_found.activity_date,
        days_before_found.first_contribution_date,
        -- A day of work counts in the windows of the next window_days as-of dates; a gap longer
        -- than that starts a new spell.
        count(*) filter (
            where
            days_before_found.day_before_date is null
            or {{ days_before('days_before_found.activity_date', 'window_lengths.window_days') }}
            > days_before_found.day_before_date
        ) over (
            partition by
                days_before_found.scope_type,
                days_before_found.scope_id,
                days_before_found.person_id,
                window_lengths.window_days
            order by days_before_found.activity_date
        ) as spell_number

    from days_before_found

    cross join window_lengths

),

spells_measured as (

    select
        scope_type,
        scope_id,
        person_id,
        window_days,
        spell_number,
        first_contribution_date,
        min(activity_date) as first_day,
        max(activity_date) as last_day

    from spells_numbered

    group by all

),

as_of_dates_bounded as (

    select
        scope_type,
        scope_id,
        person_id,
        window_days,
        first_contribution_date,
        {{ days_before('first_day', -1) }} as active_from_date,
        {{ days_before('last_day', '-window_days') }} as active_until_date

    from spells_measured

)

select * from as_of_dates_bounded

with

person_days as (

    select * from {{ ref('int_scope_person_days') }}

),

window_lengths as (

    select distinct window_days

    from {{ ref('int_metric_windows') }}

    where window_days is not null

),

neighbours_found as (

    select
        scope_number,
        person_number,
        activity_date,
        lag(activity_date) over (
            partition by scope_number, person_number
            order by activity_date
        ) as day_before_date,
        max(activity_date) over (partition by scope_number, person_number) as last_date

    from person_days

),

-- A day of work counts in the windows that end on the next window_days days; a gap longer than that
-- starts a new spell.
first_days_picked as (

    select
        neighbours_found.scope_number,
        neighbours_found.person_number,
        window_lengths.window_days,
        neighbours_found.activity_date as first_day,
        neighbours_found.day_before_date,
        neighbours_found.last_date

    from neighbours_found

    cross join window_lengths

    where
        neighbours_found.day_before_date is null
        or {{ days_before('neighbours_found.activity_date', 'window_lengths.window_days') }}
        > neighbours_found.day_before_date

),

spells_measured as (

    select
        scope_number,
        person_number,
        window_days,
        row_number() over spells_of_person as spell_number,
        first_day,
        -- The day before the next spell's first one.
        coalesce(lead(day_before_date) over spells_of_person, last_date) as last_day,
        lag(first_day) over spells_of_person as first_day_before,
        day_before_date as last_day_before

    from first_days_picked

    window spells_of_person as (
        partition by scope_number, person_number, window_days
        order by first_day
    )

),

as_of_dates_bounded as (

    select
        scope_number,
        person_number,
        window_days,
        spell_number,
        {{ days_before('first_day', -1) }} as active_from_date,
        {{ days_before('last_day', '-window_days') }} as active_until_date,
        -- The spell before, where there was one.
        {{ days_before('first_day_before', -1) }} as before_from_date,
        {{ days_before('last_day_before', '-window_days') }} as before_until_date

    from spells_measured

)

select * from as_of_dates_bounded

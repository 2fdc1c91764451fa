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
        ) as day_before_date

    from person_days

),

spells_numbered as (

    select
        neighbours_found.scope_number,
        neighbours_found.person_number,
        window_lengths.window_days,
        neighbours_found.activity_date,
        -- A day of work counts in the windows that end on the next window_days days; a gap longer
        -- than that starts a new spell.
        count(*) filter (
            where
            neighbours_found.day_before_date is null
            or {{ days_before('neighbours_found.activity_date', 'window_lengths.window_days') }}
            > neighbours_found.day_before_date
        ) over (
            partition by
                window_lengths.window_days,
                neighbours_found.scope_number,
                neighbours_found.person_number
            order by neighbours_found.activity_date
        ) as spell_number

    from neighbours_found

    cross join window_lengths

),

spells_measured as (

    select
        scope_number,
        person_number,
        window_days,
        spell_number,
        min(activity_date) as first_day,
        max(activity_date) as last_day

    from spells_numbered

    group by all

),

as_of_dates_bounded as (

    select
        scope_number,
        person_number,
        window_days,
        spell_number,
        {{ days_before('first_day', -1) }} as active_from_date,
        {{ days_before('last_day', '-window_days') }} as active_until_date

    from spells_measured

)

select * from as_of_dates_bounded

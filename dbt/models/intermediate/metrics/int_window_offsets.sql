with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

window_people as (

    select * from {{ ref('int_window_people') }}

    where contribution_count > 0

),

person_days as (

    select * from {{ ref('int_scope_person_days') }}

),

-- Where a person was on the last day on which they contributed in the window.
people_counted as (

    select
        windows.window_number,
        person_days.utc_offset_minutes,
        count(*) as people_count

    from window_people

    inner join windows
        on window_people.window_number = windows.window_number

    inner join person_days
        on
            windows.scope_number = person_days.scope_number
            and window_people.person_number = person_days.person_number
            and window_people.last_contribution_date = person_days.activity_date

    group by all

)

select * from people_counted

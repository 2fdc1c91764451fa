with

window_people as (

    select * from {{ ref('int_window_people') }}

    where contribution_count > 0

),

people_counted as (

    select
        window_number,
        utc_offset_minutes,
        count(*) as people_count

    from window_people

    group by all

)

select * from people_counted

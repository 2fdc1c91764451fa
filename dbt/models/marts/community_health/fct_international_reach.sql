with

windows as (

    select * from {{ ref('int_windows_of_day') }}

),

window_people as (

    select * from {{ ref('int_window_people') }}

    where
        contribution_count > 0
        and utc_offset_minutes is not null

),

window_offsets as (

    select
        window_number,
        utc_offset_minutes,
        count(*) as people_count

    from window_people

    group by all

),

home_offsets as (

    select * from {{ ref('int_scope_home_offsets') }}

),

shares_computed as (

    select
        windows.scope_type,
        windows.scope_id,
        -- The Atlantic and the Urals part them: a clock tells no more than that.
        case
            when window_offsets.utc_offset_minutes <= -120 then 'americas'
            when window_offsets.utc_offset_minutes < 270 then 'europe_africa_middle_east'
            else 'asia_pacific'
        end as region,
        windows.window_days,
        window_offsets.utc_offset_minutes,
        window_offsets.people_count,
        cast(window_offsets.people_count as double)
        / sum(window_offsets.people_count) over (partition by windows.window_number)
            as people_ratio,
        window_offsets.utc_offset_minutes = home_offsets.home_utc_offset_minutes as is_home,
        windows.as_of_date

    from windows

    inner join window_offsets
        on windows.window_number = window_offsets.window_number

    left join home_offsets
        on windows.scope_number = home_offsets.scope_number

)

select
    scope_type,
    scope_id,
    region,
    window_days,
    utc_offset_minutes,
    people_count,
    people_ratio,
    is_home,
    as_of_date

from shares_computed

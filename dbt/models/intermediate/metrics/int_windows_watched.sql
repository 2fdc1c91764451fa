-- The windows to compute in this build and, computed or not, those of the day itself: the people
-- and organisations behind a number are listed for that day only.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

dates as (

    select * from {{ ref('int_metric_dates') }}

    where as_of_date = {{ as_of_date() }}

),

window_lengths as (

    select 30 as window_days

    union all

    select 90 as window_days

    union all

    select 365 as window_days

),

windows_of_the_day as (

    select
        -- No window to compute has a number below one.
        -row_number() over (order by dates.scope_number, window_lengths.window_days)
            as window_number,
        dates.scope_number,
        dates.scope_type,
        dates.scope_id,
        window_lengths.window_days,
        dates.as_of_date,
        {{ days_before('dates.as_of_date', 'window_lengths.window_days') }} as starts_on

    from dates

    cross join window_lengths

),

unioned as (

    select
        window_number,
        scope_number,
        scope_type,
        scope_id,
        window_days,
        as_of_date,
        starts_on

    from windows

    union all

    select windows_of_the_day.*

    from windows_of_the_day

    left join windows
        on
            windows_of_the_day.scope_number = windows.scope_number
            and windows_of_the_day.window_days = windows.window_days
            and windows_of_the_day.as_of_date = windows.as_of_date

    where windows.window_number is null

)

select * from unioned

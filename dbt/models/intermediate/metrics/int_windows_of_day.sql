-- Those of the day of the build, whether or not their metrics are to be computed: the people and
-- organisations behind a number are listed for that day only.
with

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

windows_laid as (

    select
        row_number() over (order by dates.scope_number, window_lengths.window_days)
            as window_number,
        dates.scope_number,
        dates.scope_type,
        dates.scope_id,
        window_lengths.window_days,
        dates.as_of_date,
        {{ days_before('dates.as_of_date', 'window_lengths.window_days') }} as starts_on

    from dates

    cross join window_lengths

)

select * from windows_laid

with

scopes_observed as (

    select * from {{ ref('int_scopes_observed') }}

),

days as (

    {{ days_between('(select min(observed_from_date) from scopes_observed)', as_of_date()) }}

),

as_of_dates as (

    select date_day as as_of_date

    from days

    where
        cast(date_trunc('week', date_day) as date) = date_day
        and date_day < {{ as_of_date() }}

    union all

    select {{ as_of_date() }} as as_of_date

),

window_lengths as (

    select 30 as window_days

    union all

    select 90 as window_days

    union all

    select 365 as window_days

    union all

    -- What is asked of a moment, not of a stretch of time.
    select cast(null as integer) as window_days

),

dates_of_scopes as (

    select
        scopes_observed.scope_number,
        scopes_observed.scope_type,
        scopes_observed.scope_id,
        scopes_observed.observed_from_date,
        as_of_dates.as_of_date

    from scopes_observed

    inner join as_of_dates
        on
            (
                as_of_dates.as_of_date > scopes_observed.observed_from_date
                and (
                    as_of_dates.as_of_date = {{ as_of_date() }}
                    or (
                        scopes_observed.has_history
                        -- Two years after the last act every window and its predecessor are empty.
                        and {{ days_before('as_of_dates.as_of_date', 730) }}
                        <= scopes_observed.last_activity_date
                    )
                )
            )
            -- A project that nothing is known of says so, once.
            or (
                scopes_observed.observed_from_date is null
                and scopes_observed.scope_type != 'repository'
                and as_of_dates.as_of_date = {{ as_of_date() }}
            )

),

windows_laid as (

    select
        dates_of_scopes.scope_number,
        dates_of_scopes.scope_type,
        dates_of_scopes.scope_id,
        window_lengths.window_days,
        {{ days_from('dates_of_scopes.observed_from_date', 'dates_of_scopes.as_of_date') }}
            as observed_days,
        dates_of_scopes.observed_from_date is not null as is_observed,
        dates_of_scopes.as_of_date,
        {{ days_before('dates_of_scopes.as_of_date', 'window_lengths.window_days') }} as starts_on

    from dates_of_scopes

    cross join window_lengths

),

coverage_measured as (

    select
        row_number() over (order by scope_number, as_of_date, window_days) as window_number,
        scope_number,
        scope_type,
        scope_id,
        window_days,
        case
            when not is_observed then 0.0
            when window_days is null then 1.0
            else least(1.0, cast(observed_days as double) / window_days)
        end as coverage,
        case
            when not is_observed then 0.0
            when window_days is null then 1.0
            else least(1.0, cast(observed_days as double) / (2 * window_days))
        end as comparison_coverage,
        is_observed,
        as_of_date,
        starts_on

    from windows_laid

)

select * from coverage_measured

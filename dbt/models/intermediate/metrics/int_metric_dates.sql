with

scopes_observed as (

    select
        *,
        least(known_from_date, commits_observed_from_date) as told_from_date

    from {{ ref('int_scopes_observed') }}

),

days as (

    {{ days_between('(select min(told_from_date) from scopes_observed)', as_of_date()) }}

),

as_of_dates as (

    select date_day as as_of_date

    from days

    where
        date_day < {{ as_of_date() }}
        and (
            cast(date_trunc('week', date_day) as date) = date_day
            or last_day(date_day) = date_day
        )

    union all

    select {{ as_of_date() }} as as_of_date

),

dates_of_scopes as (

    select
        scopes_observed.scope_number,
        scopes_observed.scope_type,
        scopes_observed.scope_id,
        scopes_observed.scope_fingerprint,
        scopes_observed.known_from_date,
        scopes_observed.observed_from_date,
        scopes_observed.commits_observed_from_date,
        as_of_dates.as_of_date

    from scopes_observed

    inner join as_of_dates
        on
            (
                as_of_dates.as_of_date > scopes_observed.told_from_date
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
                scopes_observed.told_from_date is null
                and scopes_observed.scope_type != 'repository'
                and as_of_dates.as_of_date = {{ as_of_date() }}
            )

)

select * from dates_of_scopes

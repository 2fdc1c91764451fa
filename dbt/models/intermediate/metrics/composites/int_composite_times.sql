-- Times over 90 days as of each date, or as of the last Monday on which there were any: a composite
-- lets that value decay. Nothing is read from what was stored before.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days = 90

),

spells as (

    select * from {{ ref('int_scope_timed_spells') }}

),

known_stretches as (

    select distinct
        scope_number,
        kind,
        known_from,
        known_until

    from spells

),

known_dates_found as (

    select
        windows.scope_number,
        known_stretches.kind,
        windows.as_of_date,
        max(
            case
                when known_stretches.known_until >= windows.as_of_date then windows.as_of_date
                when
                    cast(date_trunc('week', known_stretches.known_until) as date)
                    >= known_stretches.known_from
                    then cast(date_trunc('week', known_stretches.known_until) as date)
            end
        ) as known_date

    from windows

    inner join known_stretches
        on
            windows.scope_number = known_stretches.scope_number
            and windows.as_of_date >= known_stretches.known_from

    group by all

),

dates_asked as (

    select distinct
        scope_number,
        kind,
        known_date

    from known_dates_found

    where known_date is not null

),

spells_measured as (

    select
        dates_asked.scope_number,
        dates_asked.kind,
        dates_asked.known_date,
        {{ hours_from(
            'spells.started_at', 'coalesce(spells.ended_at, cast(dates_asked.known_date as timestamp))'
        ) }} / 24 as days

    from dates_asked

    inner join spells
        on
            dates_asked.scope_number = spells.scope_number
            and dates_asked.kind = spells.kind
            and dates_asked.known_date >= spells.known_from
            and dates_asked.known_date <= spells.known_until

),

times_averaged as (

    select
        scope_number,
        kind,
        known_date,
        -- Exact sums do not depend on their order.
        cast(sum(cast(days as decimal(24, 9))) as double) / count(*) as mean_days,
        percentile_cont(0.5) within group (order by days) as median_days

    from spells_measured

    group by all

),

times_dated as (

    select
        known_dates_found.scope_number,
        known_dates_found.kind,
        times_averaged.mean_days,
        times_averaged.median_days,
        {{ days_from('known_dates_found.known_date', 'known_dates_found.as_of_date') }}
            as missing_days,
        known_dates_found.as_of_date

    from known_dates_found

    inner join times_averaged
        on
            known_dates_found.scope_number = times_averaged.scope_number
            and known_dates_found.kind = times_averaged.kind
            and known_dates_found.known_date = times_averaged.known_date

)

select * from times_dated

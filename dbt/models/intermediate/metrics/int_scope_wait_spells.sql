-- A wait is looked at from many dates: until it ends it goes on, from then on it is over, until
-- what ended it is undone. Only what the windows to be computed can see is here.
with

scope_waits as (

    select * from {{ ref('int_scope_waits') }}

),

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

dates_bounded as (

    select
        scope_number,
        min(starts_on) as starts_on,
        min(as_of_date) as first_as_of_date,
        max(as_of_date) as last_as_of_date

    from windows

    group by all

),

seen_waits as (

    select
        scope_waits.scope_number,
        scope_waits.kind,
        {{ microseconds_from('scope_waits.started_at', 'scope_waits.ended_at') }}
            as wait_microseconds,
        {{ microseconds_from("timestamp '1970-01-01'", 'scope_waits.started_at') }}
            as started_microseconds,
        scope_waits.counted_date,
        {{ days_before('scope_waits.counted_date', -1) }} as known_from,
        coalesce(cast(scope_waits.ended_at as date), date '9999-12-31') as ended_date,
        coalesce(cast(scope_waits.undone_at as date), date '9999-12-31') as known_until,
        dates_bounded.first_as_of_date,
        dates_bounded.last_as_of_date

    from scope_waits

    inner join dates_bounded
        on
            scope_waits.scope_number = dates_bounded.scope_number
            and scope_waits.counted_date >= dates_bounded.starts_on

),

spells_unioned as (

    select
        scope_number,
        kind,
        true as is_over,
        wait_microseconds as microseconds,
        counted_date,
        greatest(known_from, {{ days_before('ended_date', -1) }}) as known_from,
        known_until,
        first_as_of_date,
        last_as_of_date

    from seen_waits

    where wait_microseconds is not null

    union all

    -- OpenDigger takes silence for 15 days.
    select
        scope_number,
        kind,
        kind = 'issue_first_response@opendigger' as is_over,
        case
            when kind = 'issue_first_response@opendigger' then 1296000000000
            else -started_microseconds
        end as microseconds,
        counted_date,
        known_from,
        least(ended_date, known_until) as known_until,
        first_as_of_date,
        last_as_of_date

    from seen_waits

),

seen_spells_picked as (

    select
        scope_number,
        kind,
        is_over,
        microseconds,
        counted_date,
        known_from,
        known_until

    from spells_unioned

    where
        known_from <= last_as_of_date
        and known_until >= first_as_of_date
        and known_from <= known_until

)

select * from seen_spells_picked

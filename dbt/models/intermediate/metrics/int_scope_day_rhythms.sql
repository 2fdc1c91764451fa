with

contributions as (

    select * from {{ ref('int_scope_activities') }}

    where
        is_contribution
        and not is_bot

),

gaps_measured as (

    select
        scope_number,
        activity_date,
        occurred_at,
        date_diff(
            'second',
            lag(occurred_at) over (
                partition by scope_number, activity_date
                order by occurred_at
            ),
            occurred_at
        ) as gap_seconds,
        occurred_at + to_minutes(utc_offset_minutes) as local_at

    from contributions

),

days_summed as (

    select
        scope_number,
        count(*) as contribution_count,
        count(local_at) as local_time_known_count,
        -- Working hours are Monday to Friday, 9 to 18 o'clock, by the person's own clock.
        count(*) filter (
            where
            isodow(local_at) >= 6
            or hour(local_at) < 9
            or hour(local_at) >= 18
        ) as outside_hours_count,
        coalesce(sum(gap_seconds), 0) as gap_seconds,
        coalesce(sum(cast(gap_seconds as hugeint) * gap_seconds), 0) as gap_seconds_squared,
        activity_date,
        min(occurred_at) as first_at,
        max(occurred_at) as last_at

    from gaps_measured

    group by all

),

nights_measured as (

    select
        scope_number,
        contribution_count,
        local_time_known_count,
        outside_hours_count,
        cast(gap_seconds as hugeint) as gap_seconds,
        cast(gap_seconds_squared as hugeint) as gap_seconds_squared,
        cast(
            coalesce(
                date_diff(
                    'second',
                    lag(last_at) over (
                        partition by scope_number
                        order by activity_date
                    ),
                    first_at
                ), 0
            ) as hugeint
        ) as gap_before_seconds,
        activity_date

    from days_summed

)

select * from nights_measured

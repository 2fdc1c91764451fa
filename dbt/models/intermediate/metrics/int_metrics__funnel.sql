with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

person_stages as (

    select * from {{ ref('int_scope_person_stages') }}

),

-- Who came to a stage by another way has not passed from the one before it to the one after.
stages_unioned as (

    select
        scope_number,
        0 as stage,
        coalesce(least(participated_at, contributed_at) >= interested_at, true) as may_pass_on,
        cast(null as double) as days_from_stage_before,
        interested_at as reached_at,
        participated_at as next_reached_at

    from person_stages

    where interested_at is not null

    union all

    select
        scope_number,
        1 as stage,
        coalesce(contributed_at >= participated_at, true) as may_pass_on,
        case
            when interested_at <= participated_at
                then {{ hours_from('interested_at', 'participated_at') }} / 24
        end as days_from_stage_before,
        participated_at as reached_at,
        contributed_at as next_reached_at

    from person_stages

    where participated_at is not null

    union all

    select
        scope_number,
        2 as stage,
        false as may_pass_on,
        case
            when participated_at <= contributed_at
                then {{ hours_from('participated_at', 'contributed_at') }} / 24
        end as days_from_stage_before,
        contributed_at as reached_at,
        cast(null as timestamp) as next_reached_at

    from person_stages

    where contributed_at is not null

),

days_counted as (

    select
        scope_number,
        count(*) filter (where stage = 0) as d0_count,
        count(*) filter (where stage = 1) as d1_count,
        count(*) filter (where stage = 2) as d2_count,
        count(*) filter (where stage = 0 and may_pass_on) as d0_may_pass_on_count,
        count(*) filter (where stage = 1 and may_pass_on) as d1_may_pass_on_count,
        cast(reached_at as date) as reached_date

    from stages_unioned

    group by all

),

people_counted as (

    select
        windows.window_number,
        cast(coalesce(sum(days_counted.d0_count), 0) as bigint) as d0_count,
        cast(coalesce(sum(days_counted.d1_count), 0) as bigint) as d1_count,
        cast(coalesce(sum(days_counted.d2_count), 0) as bigint) as d2_count,
        cast(coalesce(sum(days_counted.d0_may_pass_on_count), 0) as bigint)
            as d0_may_pass_on_count,
        cast(coalesce(sum(days_counted.d1_may_pass_on_count), 0) as bigint)
            as d1_may_pass_on_count

    from windows

    left join days_counted
        on
            windows.scope_number = days_counted.scope_number
            and windows.starts_on <= days_counted.reached_date
            and windows.as_of_date > days_counted.reached_date

    group by all

),

passages_counted as (

    select
        windows.window_number,
        count(*) filter (where stages_unioned.stage = 0) as d0_passed_on_count,
        count(*) filter (where stages_unioned.stage = 1) as d1_passed_on_count

    from windows

    inner join stages_unioned
        on
            windows.scope_number = stages_unioned.scope_number
            and windows.starts_on <= stages_unioned.reached_at
            and windows.as_of_date > stages_unioned.reached_at
            and windows.as_of_date > stages_unioned.next_reached_at

    where stages_unioned.may_pass_on

    group by all

),

waits_measured as (

    select
        windows.window_number,
        median(stages_unioned.days_from_stage_before) filter (where stages_unioned.stage = 1)
            as d0_d1_days_median,
        median(stages_unioned.days_from_stage_before) filter (where stages_unioned.stage = 2)
            as d1_d2_days_median,
        count(*) filter (where stages_unioned.stage = 1) as d0_d1_count,
        count(*) filter (where stages_unioned.stage = 2) as d1_d2_count

    from windows

    inner join stages_unioned
        on
            windows.scope_number = stages_unioned.scope_number
            and windows.starts_on <= stages_unioned.reached_at
            and windows.as_of_date > stages_unioned.reached_at

    where stages_unioned.days_from_stage_before is not null

    group by all

),

values_computed as (

    select
        people_counted.window_number,
        people_counted.d0_count,
        people_counted.d1_count,
        people_counted.d2_count,
        people_counted.d0_may_pass_on_count,
        people_counted.d1_may_pass_on_count,
        cast(people_counted.d0_count as double) as d0_value,
        cast(people_counted.d1_count as double) as d1_value,
        cast(people_counted.d2_count as double) as d2_value,
        cast(coalesce(passages_counted.d0_passed_on_count, 0) as double)
        / nullif(people_counted.d0_may_pass_on_count, 0) as d0_d1_ratio,
        cast(coalesce(passages_counted.d1_passed_on_count, 0) as double)
        / nullif(people_counted.d1_may_pass_on_count, 0) as d1_d2_ratio,
        waits_measured.d0_d1_days_median,
        waits_measured.d1_d2_days_median,
        coalesce(waits_measured.d0_d1_count, 0) as d0_d1_count,
        coalesce(waits_measured.d1_d2_count, 0) as d1_d2_count

    from people_counted

    left join passages_counted
        on people_counted.window_number = passages_counted.window_number

    left join waits_measured
        on people_counted.window_number = waits_measured.window_number

),

metrics_listed as (

    select *

    from values_computed
    unpivot include nulls (
        (value, sample_size) for metric in (
            (d0_value, d0_count) as newcomer_funnel_d0_people,
            (d1_value, d1_count) as newcomer_funnel_d1_people,
            (d2_value, d2_count) as newcomer_funnel_d2_people,
            (d0_d1_ratio, d0_may_pass_on_count) as newcomer_funnel_d0_d1_conversion_ratio,
            (d1_d2_ratio, d1_may_pass_on_count) as newcomer_funnel_d1_d2_conversion_ratio,
            (d0_d1_days_median, d0_d1_count) as newcomer_funnel_d0_d1_days_median,
            (d1_d2_days_median, d1_d2_count) as newcomer_funnel_d1_d2_days_median
        )
    )

),

metrics_described as (

    select
        window_number,
        metric,
        'chaoss' as dialect,
        cast(null as varchar) as unknown_reason,
        value,
        sample_size

    from metrics_listed

)

select * from metrics_described

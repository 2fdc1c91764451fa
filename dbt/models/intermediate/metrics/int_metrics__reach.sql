with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

window_equals as (

    select * from {{ ref('int_window_equals') }}

),

window_offsets as (

    select
        window_number,
        people_count,
        amount as utc_offset_minutes

    from window_equals

    where measure = 'utc_offset_minutes'

),

home_offsets as (

    select * from {{ ref('int_scope_home_offsets') }}

),

title_days as (

    select * from {{ ref('int_scope_title_days') }}

),

people_summed as (

    select
        windows.window_number,
        home_offsets.home_utc_offset_minutes,
        coalesce(sum(window_offsets.people_count), 0) as people_count,
        coalesce(
            sum(window_offsets.people_count) filter (
                where window_offsets.utc_offset_minutes is not null
            ), 0
        ) as located_count,
        coalesce(
            sum(window_offsets.people_count) filter (
                where window_offsets.utc_offset_minutes != home_offsets.home_utc_offset_minutes
            ), 0
        ) as abroad_count,
        count(window_offsets.utc_offset_minutes) as offset_count,
        sum(window_offsets.people_count * window_offsets.people_count) filter (
            where window_offsets.utc_offset_minutes is not null
        ) as squares_sum

    from windows

    left join window_offsets
        on windows.window_number = window_offsets.window_number

    left join home_offsets
        on windows.scope_number = home_offsets.scope_number

    group by all

),

titles_summed as (

    select
        windows.window_number,
        sum(title_days.title_count) as title_count,
        sum(title_days.chinese_title_count) as chinese_title_count

    from windows

    inner join title_days
        on
            windows.scope_number = title_days.scope_number
            and windows.starts_on <= title_days.opened_date
            and windows.as_of_date > title_days.opened_date

    group by all

),

values_computed as (

    select
        people_summed.window_number,
        cast(people_summed.people_count as bigint) as people_count,
        cast(people_summed.located_count as bigint) as located_count,
        cast(coalesce(titles_summed.title_count, 0) as bigint) as title_count,
        cast(people_summed.located_count as double)
        / nullif(people_summed.people_count, 0) as located_value,
        cast(people_summed.offset_count as double) as offset_value,
        cast(people_summed.located_count * people_summed.located_count as double)
        / people_summed.squares_sum as effective_value,
        case
            when people_summed.home_utc_offset_minutes is not null
                then
                    cast(people_summed.abroad_count as double)
                    / nullif(people_summed.located_count, 0)
        end as abroad_value,
        cast(titles_summed.chinese_title_count as double)
        / nullif(titles_summed.title_count, 0) as chinese_value,
        case
            when people_summed.people_count > 0 and people_summed.located_count = 0
                then 'local_time_unknown'
        end as offset_unknown_reason,
        case
            when people_summed.home_utc_offset_minutes is null then 'home_offset_not_given'
            when people_summed.people_count > 0 and people_summed.located_count = 0
                then 'local_time_unknown'
        end as abroad_unknown_reason,
        cast(null as varchar) as no_unknown_reason

    from people_summed

    left join titles_summed
        on people_summed.window_number = titles_summed.window_number

),

metrics_listed as (

    select *

    from values_computed
    unpivot include nulls (
        (value, unknown_reason, sample_size) for metric in (
            (located_value, no_unknown_reason, people_count) as located_people_ratio,
            (offset_value, offset_unknown_reason, located_count) as utc_offset_count,
            (effective_value, offset_unknown_reason, located_count) as effective_utc_offset_number,
            (abroad_value, abroad_unknown_reason, located_count) as outside_home_offset_ratio,
            (chinese_value, no_unknown_reason, title_count) as chinese_title_ratio
        )
    )

),

metrics_described as (

    select
        window_number,
        metric,
        'chaoss' as dialect,
        unknown_reason,
        value,
        sample_size

    from metrics_listed

)

select * from metrics_described

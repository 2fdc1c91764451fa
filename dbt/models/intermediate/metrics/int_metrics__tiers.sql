with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

window_tiers as (

    select * from {{ ref('int_window_tiers') }}

),

people_counted as (

    select
        windows.window_number,
        cast(count(*) filter (where window_tiers.tier = 'core') as double) as core_contributors,
        cast(count(*) filter (where window_tiers.tier = 'regular') as double)
            as regular_contributors,
        cast(count(*) filter (where window_tiers.tier = 'casual') as double) as casual_contributors,
        count(window_tiers.tier) as sample_size

    from windows

    left join window_tiers
        on windows.window_number = window_tiers.window_number

    group by all

),

metrics_listed as (

    select *

    from people_counted
    unpivot (
        value for metric in (core_contributors, regular_contributors, casual_contributors)
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

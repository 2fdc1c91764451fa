{{ config(materialized='view') }}

with

windows as (

    select * from {{ ref('int_metric_windows') }}

),

activity as (

    select * from {{ ref('int_metrics__activity') }}

    where metric in ('star_count', 'fork_count')

),

scope_months as (

    select * from {{ ref('int_scope_influence_months') }}

),

attention_summed as (

    select
        window_number,
        'attention' as metric,
        sum(case when metric = 'fork_count' then 2 * value else value end) as value,
        cast(sum(sample_size) as bigint) as sample_size

    from activity

    group by all

),

-- The last month that was over at the as-of date.
months_joined as (

    select
        windows.window_number,
        coalesce(scope_months.activity, 0) as activity,
        scope_months.openrank,
        coalesce(scope_months.person_count, 0) as person_count,
        coalesce(scope_months.repository_count, 0) as repository_count

    from windows

    left join scope_months
        on
            windows.scope_number = scope_months.scope_number
            and cast(date_trunc('month', windows.as_of_date) - interval '1' month as date)
            = scope_months.month_start

    where windows.window_days is null

),

months_listed as (

    select *

    from months_joined
    unpivot include nulls (
        (value, sample_size) for metric in (
            (activity, person_count) as opendigger_activity,
            (openrank, repository_count) as openrank
        )
    )

),

unioned as (

    select
        window_number,
        metric,
        value,
        sample_size

    from attention_summed

    union all

    select
        window_number,
        metric,
        value,
        sample_size

    from months_listed

),

metrics_described as (

    select
        window_number,
        metric,
        'chaoss' as dialect,
        cast(null as varchar) as unknown_reason,
        value,
        sample_size

    from unioned

)

select * from metrics_described

-- One row per window of 90 days, composite and dialect; LFX looks at several stretches at once and
-- is told of the moment.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where
        window_days = 90
        or window_days is null

),

composite_scores as (

    select * from {{ ref('int_composite_scores') }}

),

lfx_scores as (

    select * from {{ ref('int_lfx_scores') }}

),

unioned as (

    select
        scope_number,
        composite as metric,
        dialect,
        known_share,
        score,
        known_count,
        case when is_rescaled then 90 end as window_days,
        as_of_date

    from composite_scores

    union all

    select
        scope_number,
        'lfx_' || category || '_score' as metric,
        'chaoss' as dialect,
        cast(known_count as double) / part_count as known_share,
        score,
        cast(known_count as bigint) as known_count,
        cast(null as integer) as window_days,
        as_of_date

    from lfx_scores

),

metrics_described as (

    select
        windows.window_number,
        unioned.metric,
        unioned.dialect,
        case
            when unioned.known_share < {{ var('composite_minimum_share') }} then 'too_little_known'
        end as unknown_reason,
        case
            when unioned.known_share >= {{ var('composite_minimum_share') }} then unioned.score
        end as value,
        unioned.known_count as sample_size

    from unioned

    inner join windows
        on
            unioned.scope_number = windows.scope_number
            and unioned.as_of_date = windows.as_of_date
            and unioned.window_days is not distinct from windows.window_days

)

select * from metrics_described

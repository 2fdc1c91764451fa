with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

wait_statistics as (

    select * from {{ ref('int_window_wait_statistics') }}

),

metric_dialects as (

    select * from {{ ref('metric_dialects') }}

),

kinds_of_ours as (

    select
        'issue_first_response' as kind,
        'issue_first_response' as stem,
        'chaoss' as dialect,
        true as has_waiting_ones

    union all

    select
        'pr_first_response' as kind,
        'pr_first_response' as stem,
        'chaoss' as dialect,
        true as has_waiting_ones

    union all

    select
        'pr_first_review' as kind,
        'pr_first_review' as stem,
        'chaoss' as dialect,
        true as has_waiting_ones

    union all

    select
        'pr_time_to_merge' as kind,
        'pr_time_to_merge' as stem,
        'chaoss' as dialect,
        false as has_waiting_ones

    union all

    select
        'pr_time_to_close' as kind,
        'pr_time_to_close' as stem,
        'chaoss' as dialect,
        false as has_waiting_ones

    union all

    select
        'issue_resolution' as kind,
        'issue_resolution' as stem,
        'chaoss' as dialect,
        false as has_waiting_ones

    union all

    select
        'dora_coding' as kind,
        'dora_coding' as stem,
        'chaoss' as dialect,
        false as has_waiting_ones

    union all

    select
        'dora_pickup' as kind,
        'dora_pickup' as stem,
        'chaoss' as dialect,
        false as has_waiting_ones

    union all

    select
        'dora_review' as kind,
        'dora_review' as stem,
        'chaoss' as dialect,
        false as has_waiting_ones

    union all

    select
        'dora_deploy' as kind,
        'dora_deploy' as stem,
        'chaoss' as dialect,
        false as has_waiting_ones

    union all

    select
        'dora_cycle' as kind,
        'dora_cycle' as stem,
        'chaoss' as dialect,
        false as has_waiting_ones

),

-- A dialect is a row of the seed and a kind of wait; Compass reads our waits.
kinds_of_dialects as (

    select distinct
        'issue_first_response' || case when dialect = 'compass' then '' else '@' || dialect end
            as kind,
        'issue_first_response' as stem,
        dialect,
        false as has_waiting_ones

    from metric_dialects

    where metric like 'issue_first_response_hours_%'

),

kinds as (

    select * from kinds_of_ours

    union all

    select * from kinds_of_dialects

),

windows_filled as (

    select
        windows.window_number,
        kinds.stem,
        kinds.dialect,
        kinds.has_waiting_ones,
        wait_statistics.median_hours,
        wait_statistics.p90_hours,
        wait_statistics.mean_hours,
        wait_statistics.kaplan_meier_median_hours,
        wait_statistics.within_24h_ratio,
        wait_statistics.within_7d_ratio,
        cast(coalesce(wait_statistics.waiting_count, 0) as double) as unanswered_count,
        coalesce(wait_statistics.over_count, 0) as over_count,
        coalesce(wait_statistics.all_count, 0) as all_count

    from windows

    cross join kinds

    left join wait_statistics
        on
            windows.window_number = wait_statistics.window_number
            and kinds.kind = wait_statistics.kind

),

statistics_listed as (

    select *

    from windows_filled
    unpivot include nulls (
        (value, sample_size) for statistic in (
            (median_hours, over_count) as median,
            (p90_hours, over_count) as p90,
            (mean_hours, over_count) as mean,
            (kaplan_meier_median_hours, all_count) as kaplan_meier_median,
            (within_24h_ratio, all_count) as within_24h_ratio,
            (within_7d_ratio, all_count) as within_7d_ratio,
            (unanswered_count, all_count) as unanswered_count
        )
    )

),

statistics_named as (

    select
        window_number,
        stem || '_hours_' || statistic as metric,
        dialect,
        case
            when statistic = 'kaplan_meier_median' and value is null and sample_size > 0
                then 'median_not_reached'
        end as unknown_reason,
        value,
        sample_size

    from statistics_listed

    where has_waiting_ones or statistic in ('median', 'p90', 'mean')

),

metrics_described as (

    select
        statistics_named.window_number,
        statistics_named.metric,
        statistics_named.dialect,
        statistics_named.unknown_reason,
        statistics_named.value,
        statistics_named.sample_size

    from statistics_named

    left join metric_dialects
        on
            statistics_named.metric = metric_dialects.metric
            and statistics_named.dialect = metric_dialects.dialect

    where
        statistics_named.dialect = 'chaoss'
        or metric_dialects.metric is not null

)

select * from metrics_described

{{ config(materialized='view') }}

-- Bollinger's band: the mean of 20 weeks, the last included, and two deviations to either side.
-- Sums are whole numbers: the distance is 20 times, the variance 400 times what the words say.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is null

),

scopes_observed as (

    select * from {{ ref('int_scopes_observed') }}

),

day_rhythms as (

    select * from {{ ref('int_scope_day_rhythms') }}

),

weeks_summed as (

    select
        windows.window_number,
        ({{ days_from('day_rhythms.activity_date', 'windows.as_of_date') }} - 1) // 7 as weeks_ago,
        sum(day_rhythms.contribution_count) as contribution_count

    from windows

    inner join day_rhythms
        on
            windows.scope_number = day_rhythms.scope_number
            and {{ days_before('windows.as_of_date', 20 * 7) }} <= day_rhythms.activity_date
            and windows.as_of_date > day_rhythms.activity_date

    group by all

),

bands_laid as (

    select
        window_number,
        coalesce(sum(contribution_count) filter (where weeks_ago = 0), 0) as last_week_count,
        20 * last_week_count - sum(contribution_count) as distance,
        20 * sum(contribution_count * contribution_count)
        - sum(contribution_count) * sum(contribution_count) as variance

    from weeks_summed

    group by all

),

values_computed as (

    select
        windows.window_number,
        cast(coalesce(bands_laid.last_week_count, 0) as double) as last_week_value,
        cast(coalesce(bands_laid.last_week_count, 0) as bigint) as last_week_count,
        case
            when bands_laid.variance = 0 then 0
            else cast(bands_laid.distance as double) / sqrt(cast(bands_laid.variance as double))
        end as score_value,
        cast(
            case
                when bands_laid.distance * bands_laid.distance > 4 * bands_laid.variance
                    then sign(bands_laid.distance)
                when bands_laid.distance is not null then 0
            end as double
        ) as flag_value,
        case
            when scopes_observed.observed_from_date is null then 0
            else
                greatest(
                    0,
                    least(
                        20,
                        {{ days_from('scopes_observed.observed_from_date', 'windows.as_of_date') }}
                        // 7
                    )
                )
        end as week_count

    from windows

    inner join scopes_observed
        on windows.scope_number = scopes_observed.scope_number

    left join bands_laid
        on windows.window_number = bands_laid.window_number

),

metrics_listed as (

    select *

    from values_computed
    unpivot include nulls (
        (value, sample_size) for metric in (
            (last_week_value, last_week_count) as weekly_contribution_count,
            (score_value, week_count) as activity_band_score,
            (flag_value, week_count) as activity_band_flag
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

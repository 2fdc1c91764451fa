{{ config(materialized='view') }}

-- The tiers of int_window_tiers, counted: people with as many contributions in as many weeks are
-- one row, and of n equals with a each, after b, (share - b) / a, rounded up, are within a share.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

window_equals as (

    select * from {{ ref('int_window_equals') }}

),

equals_grouped as (

    select
        window_number,
        amount as contribution_count,
        active_week_count,
        sum(people_count) as people_count

    from window_equals

    where measure = 'contributions'

    group by all

),

shares_accumulated as (

    select
        *,
        sum(contribution_count * people_count) over (
            partition by window_number
            order by contribution_count desc, active_week_count desc
            rows between unbounded preceding and current row
        ) - contribution_count * people_count as contributions_before_count,
        sum(contribution_count * people_count) over (
            partition by window_number
        ) as window_contribution_count

    from equals_grouped

),

people_placed as (

    select
        windows.window_number,
        shares_accumulated.people_count,
        greatest(
            0,
            least(
                shares_accumulated.people_count,
                ceil(
                    (
                        shares_accumulated.window_contribution_count
                        - 2 * shares_accumulated.contributions_before_count
                    )
                    / (2 * shares_accumulated.contribution_count)
                )
            )
        ) as core_count,
        case
            when
                4 * shares_accumulated.active_week_count >= 3 * (windows.window_days // 7)
                then shares_accumulated.people_count
            else
                greatest(
                    0,
                    least(
                        shares_accumulated.people_count,
                        ceil(
                            (
                                4 * shares_accumulated.window_contribution_count
                                - 5 * shares_accumulated.contributions_before_count
                            )
                            / (5 * shares_accumulated.contribution_count)
                        )
                    )
                )
        end as core_or_regular_count

    from windows

    left join shares_accumulated
        on windows.window_number = shares_accumulated.window_number

),

people_counted as (

    select
        window_number,
        cast(coalesce(sum(core_count), 0) as double) as core_contributors,
        cast(coalesce(sum(core_or_regular_count - core_count), 0) as double)
            as regular_contributors,
        cast(coalesce(sum(people_count - core_or_regular_count), 0) as double)
            as casual_contributors,
        cast(coalesce(sum(people_count), 0) as bigint) as sample_size

    from people_placed

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

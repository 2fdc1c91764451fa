{{ config(materialized='view') }}

with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

window_employers as (

    select * from {{ ref('int_window_employers') }}

),

employers_summed as (

    select
        window_number,
        coalesce(
            sum(employer_count) filter (where measure = 'contributions' and is_organisation), 0
        ) as organisation_count,
        sum(amount * employer_count) filter (where measure = 'contributions')
            as contribution_count,
        max(amount) filter (where measure = 'contributions' and is_organisation) as top_count,
        sum(amount * employer_count) filter (
            where measure = 'contributions' and not is_organisation
        ) as individuals_count,
        cast(
            sum(cast(amount as hugeint) * amount * employer_count) filter (
                where measure = 'contributions'
            ) as double
        ) as squares_sum,
        pow(sum(amount * employer_count) filter (where measure = 'contributions'), 2)
            as squared_sum,
        sum(amount * employer_count) filter (where measure = 'reviews') as review_count,
        max(amount) filter (where measure = 'reviews') as top_review_count

    from window_employers

    group by all

),

values_computed as (

    select
        windows.window_number,
        cast(coalesce(employers_summed.organisation_count, 0) as double) as organisation_value,
        cast(employers_summed.top_count as double) / employers_summed.contribution_count
            as top_value,
        cast(coalesce(employers_summed.individuals_count, 0) as double)
        / employers_summed.contribution_count as individuals_value,
        employers_summed.squares_sum / employers_summed.squared_sum as herfindahl_value,
        employers_summed.squared_sum / employers_summed.squares_sum as effective_value,
        1 - cast(employers_summed.top_review_count as double)
        / nullif(employers_summed.review_count, 0) as review_value,
        case
            when employers_summed.organisation_count = 0 then 'no_organisation_known'
        end as top_unknown_reason,
        cast(null as varchar) as no_unknown_reason,
        cast(coalesce(employers_summed.contribution_count, 0) as bigint) as contribution_count,
        cast(coalesce(employers_summed.review_count, 0) as bigint) as review_count

    from windows

    left join employers_summed
        on windows.window_number = employers_summed.window_number

),

metrics_listed as (

    select *

    from values_computed
    unpivot include nulls (
        (value, unknown_reason, sample_size) for metric in (
            (organisation_value, no_unknown_reason, contribution_count) as organisation_count,
            (top_value, top_unknown_reason, contribution_count) as top_organisation_ratio,
            (individuals_value, no_unknown_reason, contribution_count) as individuals_ratio,
            (herfindahl_value, no_unknown_reason, contribution_count)
                as organisation_herfindahl_index,
            (effective_value, no_unknown_reason, contribution_count)
                as effective_organisation_number,
            (review_value, no_unknown_reason, review_count)
                as review_capacity_without_top_organisation_ratio
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

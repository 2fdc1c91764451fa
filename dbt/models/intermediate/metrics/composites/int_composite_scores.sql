{{ config(materialized='view') }}

with

parts as (

    select * from {{ ref('int_composite_parts') }}

),

dialects_applied as (

    -- Ours: what nobody observed leaves the sum.
    select
        scope_number,
        composite,
        'chaoss' as dialect,
        weight,
        score,
        is_rescaled,
        as_of_date

    from parts

    union all

    -- As published: what was looked for and not there counts as bad as can be.
    select
        scope_number,
        composite,
        'compass' as dialect,
        weight,
        case
            when coalesce(unknown_reason, '') != 'input_not_held' then coalesce(score, worst_score)
        end as score,
        is_rescaled,
        as_of_date

    from parts

    where is_rescaled

),

-- Exact sums do not depend on their order.
parts_summed as (

    select
        scope_number,
        composite,
        dialect,
        count(score) as known_count,
        cast(sum(cast(score as decimal(28, 15))) as double) as score_sum,
        cast(sum(cast(weight as decimal(28, 15))) filter (where score is not null) as double)
            as weight_sum,
        cast(
            coalesce(
                sum(cast(weight as decimal(28, 15))) filter (
                    where score is not null and weight < 0
                ), 0
            ) as double
        ) as negative_weight_sum,
        cast(sum(cast(abs(weight) as decimal(28, 15))) filter (where score is not null) as double)
        / cast(sum(cast(abs(weight) as decimal(28, 15))) as double) as known_share,
        bool_or(is_rescaled) as is_rescaled,
        as_of_date

    from dialects_applied

    group by all

),

scores_computed as (

    select
        scope_number,
        composite,
        dialect,
        known_count,
        coalesce(known_share, 0.0) as known_share,
        score_sum / nullif(weight_sum, 0) as raw_score,
        negative_weight_sum / nullif(weight_sum, 0) as lowest_score,
        case
            when is_rescaled
                then
                    (score_sum - negative_weight_sum)
                    / nullif(weight_sum - 2 * negative_weight_sum, 0)
            else score_sum / nullif(weight_sum, 0)
        end as score,
        is_rescaled,
        as_of_date

    from parts_summed

)

select * from scores_computed

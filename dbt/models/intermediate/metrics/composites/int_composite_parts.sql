with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where
        window_days = 90
        and is_known

),

composite_parts as (

    select * from {{ ref('composite_parts') }}

),

inputs as (

    select * from {{ ref('int_composite_inputs') }}

),

held_inputs as (

    select * from {{ ref('int_composite_held_inputs') }}

),

thresholds_chosen as (

    select
        windows.scope_number,
        composite_parts.composite,
        composite_parts.part,
        composite_parts.input,
        composite_parts.weight,
        case
            when windows.scope_type = 'repository' then composite_parts.threshold
            else composite_parts.community_threshold
        end as threshold,
        composite_parts.decays,
        composite_parts.is_rescaled,
        windows.as_of_date

    from windows

    cross join composite_parts

),

-- A time that is missing moves from its last value towards the worse end, a little each day.
values_decayed as (

    select
        thresholds_chosen.scope_number,
        thresholds_chosen.composite,
        thresholds_chosen.part,
        thresholds_chosen.weight,
        thresholds_chosen.threshold,
        case
            when
                inputs.value is null
                or inputs.missing_days = 0
                or not thresholds_chosen.decays
                then inputs.value
            when thresholds_chosen.weight < 0
                then least(
                        greatest(inputs.value, thresholds_chosen.threshold),
                        inputs.value + 0.0027 * thresholds_chosen.threshold * inputs.missing_days
                    )
            else greatest(
                    0.0, inputs.value - 0.0027 * thresholds_chosen.threshold * inputs.missing_days
                )
        end as value,
        thresholds_chosen.is_rescaled,
        held_inputs.input is not null
        and (inputs.value is not null or not coalesce(held_inputs.is_told_by_few, false))
            as is_held,
        thresholds_chosen.as_of_date

    from thresholds_chosen

    left join held_inputs
        on thresholds_chosen.input = held_inputs.input

    left join inputs
        on
            thresholds_chosen.scope_number = inputs.scope_number
            and thresholds_chosen.as_of_date = inputs.as_of_date
            and thresholds_chosen.input = inputs.input

),

scores_computed as (

    select
        scope_number,
        composite,
        part,
        case
            when not is_held then 'input_not_held'
            when value is null then 'no_observations'
        end as unknown_reason,
        value,
        weight,
        threshold,
        weight * ln(1 + value) / ln(1 + greatest(value, threshold)) as score,
        -- What the published rule makes of nothing: none of the good, all of the bad.
        case when weight < 0 then weight else 0.0 end as worst_score,
        is_rescaled,
        as_of_date

    from values_decayed

)

select * from scores_computed

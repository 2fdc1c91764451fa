with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where
        window_days = 90
        and is_known

),

bands as (

    select * from {{ ref('lfx_bands') }}

),

inputs as (

    select * from {{ ref('int_composite_inputs') }}

),

held_inputs as (

    select * from {{ ref('int_composite_held_inputs') }}

),

parts as (

    select distinct
        category,
        part,
        input

    from bands

),

values_joined as (

    select
        windows.scope_number,
        parts.category,
        parts.part,
        parts.input,
        case
            when
                held_inputs.input is null
                or (inputs.value is null and held_inputs.is_told_by_few)
                then 'input_not_held'
            when inputs.value is null then 'no_observations'
        end as unknown_reason,
        inputs.value,
        windows.as_of_date

    from windows

    cross join parts

    left join held_inputs
        on parts.input = held_inputs.input

    left join inputs
        on
            windows.scope_number = inputs.scope_number
            and windows.as_of_date = inputs.as_of_date
            and parts.input = inputs.input

),

bands_found as (

    select
        values_joined.scope_number,
        values_joined.category,
        values_joined.part,
        values_joined.unknown_reason,
        values_joined.value,
        max_by(bands.points, bands.from_value) as points,
        values_joined.as_of_date

    from values_joined

    left join bands
        on
            values_joined.part = bands.part
            -- A band is of whole numbers: 7.9 days are in the band of up to 7. A hair is added
            -- because a share of 15 % is a little less in binary.
            and floor(values_joined.value + 1e-9) >= bands.from_value

    group by all

)

select * from bands_found

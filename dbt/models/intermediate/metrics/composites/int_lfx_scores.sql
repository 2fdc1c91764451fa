{{ config(materialized='view') }}

with

parts as (

    select * from {{ ref('int_lfx_parts') }}

),

categories_scored as (

    select
        scope_number,
        category,
        count(*) as part_count,
        count(points) as known_count,
        100.0 * sum(points) / nullif(5 * count(points), 0) as score,
        as_of_date

    from parts

    group by all

),

overall_scored as (

    select
        scope_number,
        'health' as category,
        sum(part_count) as part_count,
        sum(known_count) as known_count,
        cast(sum(cast(score as decimal(28, 15))) as double) / nullif(count(score), 0) as score,
        as_of_date

    from categories_scored

    group by all

),

unioned as (

    select * from categories_scored

    union all

    select * from overall_scored

)

select * from unioned

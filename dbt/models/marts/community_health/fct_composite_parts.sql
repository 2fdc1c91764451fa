{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ withdraw_dates() }}"
) }}

-- depends_on: {{ ref('int_metric_dates_withdrawn') }}
with

composite_parts as (

    select * from {{ ref('int_composite_parts') }}

),

lfx_parts as (

    select * from {{ ref('int_lfx_parts') }}

),

scopes as (

    select * from {{ ref('int_scopes') }}

),

unioned as (

    select
        scope_number,
        composite as metric,
        part,
        unknown_reason,
        value,
        weight,
        threshold,
        score,
        as_of_date

    from composite_parts

    union all

    select
        scope_number,
        'lfx_' || category || '_score' as metric,
        part,
        unknown_reason,
        value,
        cast(null as double) as weight,
        cast(null as double) as threshold,
        cast(points as double) as score,
        as_of_date

    from lfx_parts

),

scopes_joined as (

    select
        scopes.scope_type,
        scopes.scope_id,
        unioned.metric,
        unioned.part,
        unioned.unknown_reason,
        unioned.value,
        unioned.weight,
        unioned.threshold,
        case when unioned.unknown_reason is null then unioned.score end as score,
        unioned.as_of_date

    from unioned

    inner join scopes
        on unioned.scope_number = scopes.scope_number

)

select
    scope_type,
    scope_id,
    metric,
    part,
    unknown_reason,
    value,
    weight,
    threshold,
    score,
    as_of_date

from scopes_joined

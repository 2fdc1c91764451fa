{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    full_refresh=false
) }}
{%- set withdrawn_metrics = left_by_last_build('intermediate', 'int_health_metrics_withdrawn') %}

with

health_metrics as (

    select * from {{ ref('fct_health_metrics') }}

),

changed_scopes as (

    select * from {{ ref('int_changed_scopes') }}

),

scopes as (

    select * from {{ ref('int_scopes') }}

),

freshness as (

    select * from {{ ref('freshness') }}

),

values_restated as (

    -- Withdrawn and computed again with another result; what is merely new restates nothing.
    select
        health_metrics.scope_type,
        health_metrics.scope_id,
        health_metrics.scope_name,
        health_metrics.as_of_date

    from health_metrics

    {% if withdrawn_metrics %}
        inner join {{ withdrawn_metrics }} as withdrawn_metrics
            on
                health_metrics.scope_type = withdrawn_metrics.scope_type
                and health_metrics.scope_id = withdrawn_metrics.scope_id
                and health_metrics.as_of_date = withdrawn_metrics.as_of_date
                and health_metrics.metric = withdrawn_metrics.metric
                and health_metrics.dialect = withdrawn_metrics.dialect
                and health_metrics.window_days is not distinct from withdrawn_metrics.window_days

        where
            health_metrics.value is distinct from withdrawn_metrics.value
            or health_metrics.unknown_reason is distinct from withdrawn_metrics.unknown_reason
    {% else %}
        where false
    {% endif %}

),

values_counted as (

    select
        scope_type,
        scope_id,
        scope_name,
        min(as_of_date) as first_restated_date,
        max(as_of_date) as last_restated_date,
        count(distinct as_of_date) as restated_date_count,
        count(*) as restated_value_count

    from values_restated

    group by all

),

changes_found as (

    select
        scopes.scope_type,
        scopes.scope_id,
        min(changed_scopes.changed_from_date) as changed_from_date

    from changed_scopes

    inner join scopes
        on changed_scopes.scope_number = scopes.scope_number

    inner join values_counted
        on
            scopes.scope_type = values_counted.scope_type
            and scopes.scope_id = values_counted.scope_id

    -- What was read no later than before all that is restated did not restate it.
    where
        values_counted.first_restated_date
        <= coalesce(changed_scopes.changed_until_date, values_counted.first_restated_date)

    group by all

),

newest_landings_picked as (

    select max(last_landed_at) as last_landed_at

    from freshness

),

joined as (

    select
        values_counted.scope_type,
        values_counted.scope_id,
        values_counted.scope_name,
        changes_found.changed_from_date,
        values_counted.first_restated_date,
        values_counted.last_restated_date,
        values_counted.restated_date_count,
        values_counted.restated_value_count,
        {{ as_of_date() }} as restated_as_of_date,
        newest_landings_picked.last_landed_at

    from values_counted

    left join changes_found
        on
            values_counted.scope_type = changes_found.scope_type
            and values_counted.scope_id = changes_found.scope_id

    cross join newest_landings_picked

)

select
    scope_type,
    scope_id,
    scope_name,
    changed_from_date,
    first_restated_date,
    last_restated_date,
    restated_date_count,
    restated_value_count,
    restated_as_of_date,
    last_landed_at

from joined

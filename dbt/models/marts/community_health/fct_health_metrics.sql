{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ withdraw_dates(kept_as='int_health_metrics_withdrawn') }}"
) }}

-- depends_on: {{ ref('int_metric_dates_withdrawn') }}
with

activity as (

    select * from {{ ref('int_metrics__activity') }}

),

people as (

    select * from {{ ref('int_metrics__people') }}

),

resilience as (

    select * from {{ ref('int_metrics__resilience') }}

),

organisations as (

    select * from {{ ref('int_metrics__organisations') }}

),

truck_factor as (

    select * from {{ ref('int_metrics__truck_factor') }}

),

tiers as (

    select * from {{ ref('int_metrics__tiers') }}

),

funnel as (

    select * from {{ ref('int_metrics__funnel') }}

),

rhythm as (

    select * from {{ ref('int_metrics__rhythm') }}

),

surges as (

    select * from {{ ref('int_metrics__surges') }}

),

reach as (

    select * from {{ ref('int_metrics__reach') }}

),

recency as (

    select * from {{ ref('int_metrics__recency') }}

),

responsiveness as (

    select * from {{ ref('int_metrics__responsiveness') }}

),

closure as (

    select * from {{ ref('int_metrics__closure') }}

),

backlog as (

    select * from {{ ref('int_metrics__backlog') }}

),

reviews as (

    select * from {{ ref('int_metrics__reviews') }}

),

deployments as (

    select * from {{ ref('int_metrics__deployments') }}

),

composites as (

    select * from {{ ref('int_metrics__composites') }}

),

influence as (

    select * from {{ ref('int_metrics__influence') }}

),

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

),

metric_dialects as (

    select * from {{ ref('metric_dialects') }}

),

scopes as (

    select * from {{ ref('int_scopes') }}

),

windows as (

    select * from {{ ref('int_metric_windows') }}

),

families_unioned as (

    select * from activity

    union all

    select * from people

    union all

    select * from resilience

    union all

    select * from organisations

    union all

    select * from truck_factor

    union all

    select * from tiers

    union all

    select * from funnel

    union all

    select * from rhythm

    union all

    select * from surges

    union all

    select * from reach

    union all

    select * from recency

    union all

    select * from responsiveness

    union all

    select * from closure

    union all

    select * from backlog

    union all

    select * from influence

    union all

    select * from reviews

    union all

    select * from deployments

    union all

    select * from composites

),

definitions_unioned as (

    select
        metric,
        'chaoss' as dialect,
        rests_on_commits

    from metric_definitions

    union all

    select
        metric,
        dialect,
        rests_on_commits

    from metric_dialects

),

inputs_joined as (

    select
        windows.scope_type,
        windows.scope_id,
        scopes.scope_name,
        families_unioned.metric,
        families_unioned.dialect,
        families_unioned.unknown_reason,
        metric_definitions.unit,
        windows.window_days,
        families_unioned.value,
        families_unioned.sample_size,
        metric_definitions.minimum_sample,
        case
            when definitions_unioned.rests_on_commits then windows.commit_coverage
            when metric_definitions.compares_windows then windows.comparison_coverage
            else windows.coverage
        end as coverage,
        case
            when definitions_unioned.rests_on_commits then windows.is_commit_observed
            else windows.is_observed
        end as is_observed,
        windows.as_of_date

    from families_unioned

    inner join metric_definitions
        on families_unioned.metric = metric_definitions.metric

    inner join definitions_unioned
        on
            families_unioned.metric = definitions_unioned.metric
            and families_unioned.dialect = definitions_unioned.dialect

    inner join windows
        on families_unioned.window_number = windows.window_number

    inner join scopes
        on windows.scope_number = scopes.scope_number

    -- Of years of which only a clone tells, only what rests on commits is listed.
    where windows.is_known or definitions_unioned.rests_on_commits

),

reasons_given as (

    select
        scope_type,
        scope_id,
        scope_name,
        metric,
        dialect,
        unit,
        case
            when not is_observed then 'not_observed_yet'
            when coverage < {{ var('minimum_coverage') }} then 'low_coverage'
            when sample_size = 0 and minimum_sample > 0
                then coalesce(unknown_reason, 'no_observations')
            when sample_size < minimum_sample then 'too_few_observations'
            when value is null then coalesce(unknown_reason, 'no_observations')
        end as unknown_reason,
        window_days,
        value,
        sample_size,
        coverage,
        as_of_date

    from inputs_joined

)

select
    scope_type,
    scope_id,
    scope_name,
    as_of_date,
    window_days,
    metric,
    dialect,
    case when unknown_reason is null then value end as value,
    unit,
    sample_size,
    coverage,
    unknown_reason

from reasons_given

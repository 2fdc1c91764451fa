{{ config(post_hook="delete from {{ ref('int_metric_dates_withdrawn') }}") }}

-- Read by the next build: the dates of scopes that have their metrics now. Written when they do.
-- depends_on: {{ ref('int_health_metrics_pivoted') }}, {{ ref('fct_composite_parts') }}
-- depends_on: {{ ref('int_repository_days_computed') }}
with

dates as (

    select * from {{ ref('int_metric_dates') }}

)

select * from dates

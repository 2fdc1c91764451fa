-- Read by the next build: what this one's metrics rest on. Written when they are.
-- depends_on: {{ ref('int_health_metrics_pivoted') }}, {{ ref('restatements') }}
with

repository_days as (

    select * from {{ ref('int_repository_days') }}

)

select * from repository_days

{{ config(materialized='view') }}

-- No source tells which commits a deployment holds: what is merged before one begins is in it.
with

pull_requests as (

    select * from {{ ref('fct_pull_requests') }}

    where merged_at is not null

),

deployments as (

    select * from {{ ref('int_deployments_unioned') }}

    where
        result = 'success'
        and is_production

),

first_deployments_found as (

    select
        pull_requests.pull_request_id,
        min(deployments.finished_at) as deployed_at

    from pull_requests

    inner join deployments
        on
            pull_requests.repository_id = deployments.repository_id
            and pull_requests.merged_at <= deployments.created_at

    group by all

)

select * from first_deployments_found

{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_deployment_events as (

    select * from {{ ref('stg_github__deployment_events') }}

),

newest_tellings_picked as (

    select
        deployment_id,
        state

    from github_deployment_events

    qualify
        row_number() over (
            partition by deployment_id
            order by told_at desc, case when state = 'created' then 1 else 0 end, delivery_id desc
        ) = 1

),

deployments_summed_up as (

    select
        platform,
        repository_id,
        deployment_id,
        max(account_id) as account_id,
        max(commit_sha) as commit_sha,
        max(ref) as ref,
        max(environment) as environment,
        max(url) as url,
        bool_or(is_production) as is_production,
        min(coalesce(created_at, told_at)) as created_at,
        min(told_at) filter (where state = 'success') as succeeded_at,
        min(told_at) filter (where state in ('failure', 'error')) as failed_at,
        min(landed_at) as first_landed_at

    from github_deployment_events

    group by platform, repository_id, deployment_id

),

outcomes_named as (

    select
        deployments_summed_up.platform,
        deployments_summed_up.repository_id,
        deployments_summed_up.deployment_id,
        deployments_summed_up.account_id,
        deployments_summed_up.commit_sha,
        deployments_summed_up.ref,
        deployments_summed_up.environment,
        newest_tellings_picked.state,
        -- An environment that a later deployment took over was deployed to all the same.
        case
            when deployments_summed_up.succeeded_at is not null then 'success'
            when deployments_summed_up.failed_at is not null then 'failure'
        end as result,
        deployments_summed_up.url,
        deployments_summed_up.is_production,
        deployments_summed_up.created_at,
        coalesce(
            deployments_summed_up.succeeded_at, deployments_summed_up.failed_at
        ) as finished_at,
        deployments_summed_up.first_landed_at

    from deployments_summed_up

    inner join newest_tellings_picked
        on deployments_summed_up.deployment_id = newest_tellings_picked.deployment_id

)

select * from outcomes_named

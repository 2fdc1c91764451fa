with

deployments as (

    select * from {{ ref('int_deployments_unioned') }}

    where
        is_production
        and finished_at < {{ as_of_date() }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

days_counted as (

    select
        scope_repositories.scope_number,
        count(*) as finished_count,
        count(*) filter (where deployments.result = 'success') as succeeded_count,
        cast(deployments.finished_at as date) as finished_date

    from deployments

    inner join scope_repositories
        on deployments.repository_id = scope_repositories.repository_id

    group by all

)

select * from days_counted

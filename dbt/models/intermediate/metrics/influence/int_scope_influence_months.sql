{{ config(materialized='view') }}

with

influence_months as (

    select * from {{ ref('int_influence_months') }}

),

openrank as (

    select * from {{ ref('int_openrank') }}

    where node_kind = 'repository'

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

    where not is_mirror

),

-- A root of what a person did anywhere in the scope; exact sums do not depend on their order.
people_summed as (

    select
        scope_repositories.scope_number,
        influence_months.person_id,
        cast(sqrt(sum(cast(influence_months.activity_weight as decimal(24, 4)))) as decimal(24, 9))
            as activity,
        influence_months.month_start

    from influence_months

    inner join scope_repositories
        on influence_months.repository_id = scope_repositories.repository_id

    group by all

),

activities_summed as (

    select
        scope_number,
        count(*) filter (where activity > 0) as person_count,
        cast(sum(activity) as double) as activity,
        month_start

    from people_summed

    group by all

),

ranks_summed as (

    select
        scope_repositories.scope_number,
        count(*) as repository_count,
        cast(sum(cast(openrank.openrank as decimal(24, 9))) as double) as openrank,
        openrank.month_start

    from openrank

    inner join scope_repositories
        on openrank.node_id = scope_repositories.repository_id

    group by all

),

joined as (

    select
        activities_summed.scope_number,
        activities_summed.person_count,
        coalesce(ranks_summed.repository_count, 0) as repository_count,
        activities_summed.activity,
        ranks_summed.openrank,
        activities_summed.month_start

    from activities_summed

    left join ranks_summed
        on
            activities_summed.scope_number = ranks_summed.scope_number
            and activities_summed.month_start = ranks_summed.month_start

)

select * from joined

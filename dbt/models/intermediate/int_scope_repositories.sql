with

scopes as (

    select * from {{ ref('int_scopes') }}

),

repositories as (

    select * from {{ ref('dim_repositories') }}

),

project_repositories as (

    select * from {{ ref('int_project_repositories') }}

),

unioned as (

    select
        'repository' as scope_type,
        repository_id as scope_id,
        repository_id,
        false as is_mirror

    from repositories

    union all

    select
        'project' as scope_type,
        project_id as scope_id,
        repository_id,
        is_mirror

    from project_repositories

    where project_id is not null

    union all

    select
        'portfolio' as scope_type,
        portfolio_id as scope_id,
        repository_id,
        is_mirror

    from project_repositories

),

scopes_joined as (

    select
        scopes.scope_number,
        unioned.scope_type,
        unioned.scope_id,
        unioned.repository_id,
        unioned.is_mirror

    from unioned

    inner join scopes
        on
            unioned.scope_type = scopes.scope_type
            and unioned.scope_id = scopes.scope_id

)

select * from scopes_joined

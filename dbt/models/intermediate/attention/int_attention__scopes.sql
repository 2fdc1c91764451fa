-- Who acts: a project for all its repositories, a repository that is in no project for itself.
with

scopes as (

    select * from {{ ref('int_scopes') }}

),

projects as (

    select * from {{ ref('dim_projects') }}

),

repositories as (

    select * from {{ ref('dim_repositories') }}

),

project_repositories as (

    select * from {{ ref('int_project_repositories') }}

),

unioned as (

    select
        'project' as scope_type,
        project_id as scope_id,
        project_id,
        cast(null as varchar) as repository_id,
        name_en as scope_name,
        cast(null as varchar) as url

    from projects

    union all

    select
        'repository' as scope_type,
        repositories.repository_id as scope_id,
        cast(null as varchar) as project_id,
        repositories.repository_id,
        repositories.full_name as scope_name,
        repositories.url

    from repositories

    left join project_repositories
        on repositories.repository_id = project_repositories.repository_id

    where project_repositories.project_id is null

),

scopes_joined as (

    select
        scopes.scope_number,
        scopes.scope_type,
        scopes.scope_id,
        unioned.project_id,
        unioned.repository_id,
        unioned.scope_name,
        unioned.url

    from unioned

    inner join scopes
        on
            unioned.scope_type = scopes.scope_type
            and unioned.scope_id = scopes.scope_id

)

select * from scopes_joined

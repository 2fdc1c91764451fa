-- Published with the marts: reports need to know which repositories a project has.
{{ config(schema='community_health') }}

with

projects as (

    select * from {{ ref('stg_portfolio__projects') }}

),

listed_repositories as (

    select * from {{ ref('stg_portfolio__repositories') }}

),

repository_names as (

    select * from {{ ref('int_repository_names') }}

),

repositories as (

    select * from {{ ref('dim_repositories') }}

),

names_resolved as (

    select
        projects.portfolio_id,
        projects.project_id,
        repository_names.repository_id,
        listed_repositories.is_mirror,
        repository_names.is_current

    from listed_repositories

    inner join projects
        on listed_repositories.project_id = projects.project_id

    inner join repository_names
        on
            listed_repositories.platform = repository_names.platform
            and listed_repositories.full_name = repository_names.full_name

    -- A name given up by one repository and taken by another means the one that bears it now.
    qualify
        row_number() over (
            partition by listed_repositories.platform, listed_repositories.full_name
            order by
                repository_names.is_current desc,
                repository_names.last_seen_at desc,
                repository_names.repository_id
        ) = 1

),

homes_picked as (

    select
        portfolio_id,
        project_id,
        repository_id,
        is_mirror

    from names_resolved

    -- An old and a new name of one repository, both listed.
    qualify row_number() over (partition by repository_id order by is_current desc, project_id) = 1

),

everything as (

    select
        'all' as portfolio_id,
        cast(null as varchar) as project_id,
        repository_id,
        false as is_mirror

    from repositories

    where not exists (select 1 from projects)

),

unioned as (

    select * from homes_picked

    union all

    select * from everything

)

select * from unioned

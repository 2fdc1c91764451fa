with

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

project_repositories as (

    select * from {{ ref('int_project_repositories') }}

),

projects as (

    select * from {{ ref('dim_projects') }}

),

-- A portfolio is at home in one place only where all of its projects are.
homes_agreed as (

    select
        scope_repositories.scope_number,
        min(projects.home_utc_offset_minutes) as home_utc_offset_minutes

    from scope_repositories

    inner join project_repositories
        on scope_repositories.repository_id = project_repositories.repository_id

    inner join projects
        on project_repositories.project_id = projects.project_id

    group by all

    having
        min(projects.home_utc_offset_minutes) = max(projects.home_utc_offset_minutes)
        and count(*) = count(projects.home_utc_offset_minutes)

)

select * from homes_agreed

with

repositories as (

    select * from {{ ref('dim_repositories') }}

),

projects as (

    select * from {{ ref('dim_projects') }}

),

portfolios as (

    select * from {{ ref('dim_portfolios') }}

),

unioned as (

    select
        'repository' as scope_type,
        repository_id as scope_id,
        full_name as scope_name

    from repositories

    union all

    select
        'project' as scope_type,
        project_id as scope_id,
        name_en as scope_name

    from projects

    union all

    select
        'portfolio' as scope_type,
        portfolio_id as scope_id,
        name_en as scope_name

    from portfolios

)

select * from unioned

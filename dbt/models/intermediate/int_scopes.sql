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

),

-- Numbers join and group several times faster than texts.
scopes_numbered as (

    select
        row_number() over (order by scope_type, scope_id) as scope_number,
        scope_type,
        scope_id,
        scope_name

    from unioned

)

select * from scopes_numbered

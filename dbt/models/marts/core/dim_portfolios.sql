with

projects as (

    select * from {{ ref('stg_portfolio__projects') }}

),

portfolios_listed as (

    select
        portfolio_id,
        portfolio_name_en as name_en,
        portfolio_name_zh as name_zh,
        count(*) as project_count

    from projects

    group by all

),

everything as (

    select
        'all' as portfolio_id,
        'All repositories' as name_en,
        '全部仓库' as name_zh,
        0 as project_count

    where not exists (select 1 from projects)

),

unioned as (

    select * from portfolios_listed

    union all

    select * from everything

)

select
    portfolio_id,
    name_en,
    name_zh,
    cast(project_count as bigint) as project_count

from unioned

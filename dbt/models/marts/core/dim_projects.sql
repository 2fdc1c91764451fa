with

projects as (

    select * from {{ ref('stg_portfolio__projects') }}

),

listed_repositories as (

    select * from {{ ref('stg_portfolio__repositories') }}

),

repositories_counted as (

    select
        project_id,
        count(*) as repository_count

    from listed_repositories

    group by all

),

joined as (

    select
        projects.project_id,
        projects.portfolio_id,
        projects.name_en,
        projects.name_zh,
        projects.field,
        projects.foundation,
        projects.city,
        projects.park,
        projects.stage,
        repositories_counted.repository_count,
        projects.home_utc_offset_minutes

    from projects

    inner join repositories_counted
        on projects.project_id = repositories_counted.project_id

)

select
    project_id,
    portfolio_id,
    name_en,
    name_zh,
    field,
    foundation,
    city,
    park,
    stage,
    repository_count,
    home_utc_offset_minutes

from joined

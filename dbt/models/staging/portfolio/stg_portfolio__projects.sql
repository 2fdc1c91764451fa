with

source as (

    select * from {{ source('portfolio', 'portfolio_projects') }}

),

renamed as (

    select
        portfolio_id,
        project_id,
        portfolio_name_en,
        portfolio_name_zh,
        name_en,
        name_zh,
        field,
        foundation,
        city,
        park,
        stage,
        home_utc_offset_minutes

    from source

)

select * from renamed

with

source as (

    select * from {{ source('portfolio', 'portfolio_repositories') }}

),

renamed as (

    select
        project_id,
        platform,
        -- Both platforms take names that differ in case only for the same.
        lower(full_name) as full_name,
        is_mirror

    from source

)

select * from renamed

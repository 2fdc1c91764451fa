with

source as (

    select * from {{ source('people', 'listed_organisations') }}

),

renamed as (

    select
        organisation_id,
        name_en,
        name_zh,
        kind,
        city,
        park,
        country

    from source

)

select * from renamed

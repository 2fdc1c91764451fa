with

source as (

    select * from {{ source('people', 'listed_organisation_names') }}

),

renamed as (

    select distinct
        organisation_id,
        kind,
        case when kind = 'name' then {{ organisation_key('name') }} else name end as name

    from source

)

select * from renamed

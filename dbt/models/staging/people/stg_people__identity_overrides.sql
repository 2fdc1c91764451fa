with

source as (

    select * from {{ source('people', 'identity_overrides') }}

),

renamed as (

    select distinct
        rule,
        group_name,
        subject

    from source

)

select * from renamed

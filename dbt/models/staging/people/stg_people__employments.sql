with

source as (

    select * from {{ source('people', 'listed_employments') }}

),

renamed as (

    select
        source,
        subject,
        organisation as organisation_name,
        cast(first_day as timestamp) as valid_from,
        cast(last_day as timestamp) + interval '1' day as valid_until

    from source

)

select * from renamed

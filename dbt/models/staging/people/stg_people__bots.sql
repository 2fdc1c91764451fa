with

source as (

    select * from {{ source('people', 'listed_bots') }}

),

renamed as (

    select distinct account_id

    from source

)

select * from renamed

with

source as (

    select * from {{ source('pipeline', 'events') }}

),

renamed as (

    select
        source,
        topic,
        delivery_id,
        body_sha256,
        {{ as_utc('received_at') }} as received_at,
        {{ as_utc('landed_at') }} as landed_at

    from source

)

select * from renamed

with

source as (

    select * from {{ source('pipeline', 'quarantine') }}

),

renamed as (

    select
        topic,
        reason,
        {{ adapter.quote('partition') }},
        {{ adapter.quote('offset') }},
        {{ as_utc('landed_at') }} as landed_at

    from source

)

select * from renamed

with

source as (

    select * from {{ source('pipeline', 'resent') }}

),

renamed as (

    select
        topic,
        {{ adapter.quote('partition') }},
        {{ adapter.quote('offset') }},
        {{ as_utc('resent_at') }} as resent_at

    from source

)

select * from renamed

with

source as (

    select * from {{ source('pipeline', 'positions') }}

),

renamed as (

    select
        topic,
        {{ adapter.quote('partition') }},
        next_offset

    from source

)

select * from renamed

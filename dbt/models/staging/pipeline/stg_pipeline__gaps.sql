with

source as (

    select * from {{ source('pipeline', 'gaps') }}

),

renamed as (

    select
        topic,
        reason,
        {{ adapter.quote('partition') }},
        from_offset,
        to_offset,
        {{ as_utc('noticed_at') }} as noticed_at

    from source

)

select * from renamed

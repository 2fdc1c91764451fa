with

events as (

    select * from {{ ref('base_gitee__events') }}

    where repository.id is not null

),

renamed as (

    select
        'gitee' as platform,
        'gitee:' || repository.id as repository_id,
        delivery_id,
        is_ping,
        received_at

    from events

)

select * from renamed

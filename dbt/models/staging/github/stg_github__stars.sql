with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        repository.id is not null
        and (
            (event = 'star' and action = 'created')
            or (event = 'watch' and action = 'started')
        )

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || sender.id as account_id,
        delivery_id,
        -- A watch event does not say when; a star event does.
        starred_at is not null as is_time_exact,
        coalesce(starred_at, received_at) as starred_at,
        landed_at

    from events

)

select * from renamed

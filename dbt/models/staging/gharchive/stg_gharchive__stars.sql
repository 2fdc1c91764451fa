with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

    where
        event = 'WatchEvent'
        and repo.id is not null

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repo.id as repository_id,
        'github:' || actor.id as account_id,
        delivery_id,
        true as is_time_exact,
        happened_at as starred_at,
        landed_at

    from events

)

select * from renamed

with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

    where
        event = 'ForkEvent'
        and forkee.id is not null
        and repo.id is not null

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repo.id as repository_id,
        'github:' || forkee.id as fork_id,
        'github:' || actor.id as account_id,
        delivery_id,
        forkee.html_url as url,
        coalesce({{ utc_timestamp('forkee.created_at') }}, happened_at) as forked_at,
        landed_at

    from events

)

select * from renamed

with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        event = 'fork'
        and forkee.id is not null
        and repository.id is not null

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || forkee.id as fork_id,
        'github:' || sender.id as account_id,
        delivery_id,
        forkee.html_url as url,
        coalesce({{ utc_timestamp('forkee.created_at') }}, received_at) as forked_at,
        landed_at

    from events

)

select * from renamed

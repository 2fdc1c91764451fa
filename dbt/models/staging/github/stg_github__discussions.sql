with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        discussion.id is not null
        and repository.id is not null

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || discussion.id as discussion_id,
        'github:' || discussion.user.id as account_id,
        delivery_id,
        discussion.html_url as url,
        coalesce(event = 'discussion' and action = 'created', false) as is_opening,
        {{ utc_timestamp('discussion.created_at') }} as opened_at,
        landed_at

    from events

)

select * from renamed

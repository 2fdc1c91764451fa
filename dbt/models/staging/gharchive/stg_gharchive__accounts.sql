with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

),

users_listed as (

    select
        events.delivery_id,
        events.happened_at,
        events.landed_at,
        {{ list_of([
            'events.actor', 'events.issue.user', 'events.pull_request.user',
            'events.pull_request.merged_by', 'events.comment.user', 'events.review.user',
            'events.release.author', 'events.forkee.owner',
        ]) }} as users

    from events

),

users_unnested as (

    select
        users_listed.delivery_id,
        users_listed.happened_at,
        users_listed.landed_at,
        listed_user

    from users_listed
    {{ cross_join_items('users_listed.users', 'listed_user') }}

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || listed_user.id as account_id,
        delivery_id,
        listed_user.login,
        listed_user.name as display_name,
        lower(listed_user.email) as email,
        listed_user.type as account_type,
        listed_user.html_url as url,
        listed_user.company,
        happened_at as seen_at,
        landed_at

    from users_unnested

    where
        listed_user.id is not null
        and listed_user.login is not null

)

select * from renamed

with

events as not materialized (

    select * from {{ ref('base_gharchive__events') }}

),

users_unnested as (

    {{ one_row_each(
        'events',
        [
            'actor', 'issue.user', 'pull_request.user', 'pull_request.merged_by',
            'comment.user', 'review.user', 'release.author', 'forkee.owner',
        ],
        item='listed_user',
        carried=['delivery_id', 'happened_at', 'landed_at'],
    ) }}

),

users_told as (

    select
        listed_user,
        delivery_id,
        happened_at,
        landed_at

    from users_unnested

    where listed_user.id is not null

    union all

    -- Until 2014 the login of whoever did it stands where the number does later.
    select
        actor as listed_user,
        delivery_id,
        happened_at,
        landed_at

    from events

    where actor.id is null

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

    from users_told

    where listed_user.login is not null

)

select * from renamed

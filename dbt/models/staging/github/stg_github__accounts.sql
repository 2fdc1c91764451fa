with

events as not materialized (

    select * from {{ ref('base_github__events') }}

),

users_unnested as (

    {{ one_row_each(
        'events',
        [
            'sender', 'repository.owner', 'issue.user', 'pull_request.user',
            'pull_request.merged_by', 'discussion.user', 'comment.user', 'review.user', 'release.author',
            'forkee.owner',
        ],
        item='listed_user',
        carried=['delivery_id', 'received_at', 'landed_at'],
    ) }}

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || listed_user.id as account_id,
        delivery_id,
        listed_user.login,
        listed_user.name as display_name,
        lower(listed_user.email) as email,
        listed_user.type as account_type,
        listed_user.html_url as url,
        listed_user.company,
        received_at as seen_at,
        landed_at

    from users_unnested

    where
        listed_user.id is not null
        and listed_user.login is not null

)

select * from renamed

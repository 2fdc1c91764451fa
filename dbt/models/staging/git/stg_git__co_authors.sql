with

events as (

    select * from {{ ref('base_git__events_identified') }}

    where
        event = 'commit'
        and sha is not null

),

co_authors_unnested as (

    select
        events.platform,
        events.repository_id,
        events.sha,
        events.delivery_id,
        events.landed_at,
        {{ each_item('events.co_authors') }} as listed_author

    from events

),

renamed as (

    select
        'git' as source,
        platform,
        repository_id,
        sha as commit_sha,
        delivery_id,
        listed_author.name as author_name,
        lower(listed_author.email) as author_email,
        landed_at

    from co_authors_unnested

)

select * from renamed

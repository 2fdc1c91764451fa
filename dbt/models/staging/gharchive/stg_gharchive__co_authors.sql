with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

    where
        event = 'PushEvent'
        and repo.id is not null

),

commits_listed as (

    select
        events.delivery_id,
        events.repo,
        events.landed_at,
        listed_commit

    from events
    {{ cross_join_items('events.commits', 'listed_commit') }}

),

co_authors_read as (

    select
        *,
        {{ co_authors_named('listed_commit.message') }} as co_authors

    from commits_listed

    where contains(lower(listed_commit.message), 'co-authored-by:')

),

co_authors_unnested as (

    select
        co_authors_read.delivery_id,
        co_authors_read.repo,
        co_authors_read.landed_at,
        co_authors_read.listed_commit,
        named_author

    from co_authors_read
    {{ cross_join_items('co_authors_read.co_authors', 'named_author') }}

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repo.id as repository_id,
        listed_commit.sha as commit_sha,
        delivery_id,
        nullif(trim(split_part(named_author, '<', 1)), '') as author_name,
        lower(rtrim(split_part(named_author, '<', 2), '>')) as author_email,
        landed_at

    from co_authors_unnested

    where listed_commit.sha is not null

)

select * from renamed

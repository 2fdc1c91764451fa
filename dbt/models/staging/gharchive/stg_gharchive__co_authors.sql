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
        events.repo.id as repository_number,
        events.landed_at,
        {{ each_item('events.commits') }} as listed_commit

    from events

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
        co_authors_read.repository_number,
        co_authors_read.landed_at,
        co_authors_read.listed_commit,
        {{ each_item('co_authors_read.co_authors') }} as named_author

    from co_authors_read

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repository_number as repository_id,
        listed_commit.sha as commit_sha,
        delivery_id,
        nullif(trim(split_part(named_author, '<', 1)), '') as author_name,
        lower(rtrim(split_part(named_author, '<', 2), '>')) as author_email,
        landed_at

    from co_authors_unnested

    where listed_commit.sha is not null

)

select * from renamed

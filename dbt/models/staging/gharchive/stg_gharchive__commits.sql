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
        events.repo.name as repository_name,
        events.happened_at,
        events.landed_at,
        {{ each_item('events.commits') }} as listed_commit

    from events

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repository_number as repository_id,
        listed_commit.sha as commit_sha,
        cast(null as varchar) as author_account_id,
        delivery_id,
        listed_commit.author.name as author_name,
        lower(listed_commit.author.email) as author_email,
        cast(null as varchar) as author_login,
        'https://github.com/' || repository_name || '/commit/' || listed_commit.sha as url,
        cast(null as bigint) as file_count,
        cast(null as integer) as utc_offset_minutes,
        {{ is_merge_message('listed_commit.message') }} as is_merge,
        cast(null as boolean) as is_default_branch,
        cast(null as timestamp) as authored_at,
        happened_at as listed_at,
        landed_at

    from commits_listed

    where listed_commit.sha is not null

)

select * from renamed

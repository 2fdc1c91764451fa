with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        event = 'push'
        and repository.id is not null

),

commits_listed as (

    select
        events.delivery_id,
        events.repository,
        events.ref,
        events.received_at,
        events.landed_at,
        {{ each_item('events.commits') }} as listed_commit

    from events

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        listed_commit.id as commit_sha,
        -- GitHub's hidden address names the account.
        'github:' || {{ hidden_address_part(
            'listed_commit.author.email', '^([0-9]+)[+].*@users[.]noreply[.]github[.]com$'
        ) }} as author_account_id,
        delivery_id,
        listed_commit.author.name as author_name,
        lower(listed_commit.author.email) as author_email,
        coalesce(
            listed_commit.author.username,
            {{ hidden_address_part(
                'listed_commit.author.email', '^[0-9]*[+]?(.+)@users[.]noreply[.]github[.]com$'
            ) }}
        ) as author_login,
        listed_commit.url,
        {{ list_length('listed_commit.added') }}
        + {{ list_length('listed_commit.removed') }}
        + {{ list_length('listed_commit.modified') }} as file_count,
        {{ utc_offset_minutes('listed_commit.timestamp') }} as utc_offset_minutes,
        {{ is_merge_message('listed_commit.message') }} as is_merge,
        ref = 'refs/heads/' || repository.default_branch as is_default_branch,
        {{ utc_timestamp('listed_commit.timestamp') }} as authored_at,
        received_at as listed_at,
        landed_at

    from commits_listed

    where listed_commit.id is not null

)

select * from renamed

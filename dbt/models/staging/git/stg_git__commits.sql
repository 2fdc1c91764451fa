with

events as (

    select * from {{ ref('base_git__events_identified') }}

    where
        event = 'commit'
        and sha is not null

),

renamed as (

    select
        'git' as source,
        platform,
        repository_id,
        sha as commit_sha,
        -- A forge's hidden address names the account.
        coalesce(
            'github:' || {{ hidden_address_part(
                'author.email', '^([0-9]+)[+].*@users[.]noreply[.]github[.]com$'
            ) }},
            'gitee:' || {{ hidden_address_part(
                'author.email', '^([0-9]+)[+].*@user[.]noreply[.]gitee[.]com$'
            ) }}
        ) as author_account_id,
        delivery_id,
        author.name as author_name,
        lower(author.email) as author_email,
        {{ hidden_address_part(
            'author.email', '^[0-9]*[+]?(.+)@users[.]noreply[.]github[.]com$'
        ) }} as author_login,
        recorded_author.name as recorded_author_name,
        lower(recorded_author.email) as recorded_author_email,
        committer.name as committer_name,
        lower(committer.email) as committer_email,
        'https://' || platform || '.com/' || full_name || '/commit/' || sha as url,
        file_count,
        {{ list_length('parents') }} as parent_count,
        {{ list_length('co_authors') }} as co_author_count,
        {{ utc_offset_minutes('author.time') }} as utc_offset_minutes,
        {{ utc_offset_minutes('committer.time') }} as committer_utc_offset_minutes,
        coalesce({{ list_length('parents') }} > 1, false) as is_merge,
        -- Only the history of the default branch is sent.
        true as is_default_branch,
        is_shallow,
        {{ utc_timestamp('author.time') }} as authored_at,
        {{ utc_timestamp('committer.time') }} as committed_at,
        coalesce({{ utc_timestamp('committer.time') }}, received_at) as listed_at,
        landed_at

    from events

)

select * from renamed

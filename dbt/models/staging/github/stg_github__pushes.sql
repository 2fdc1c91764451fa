with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        event = 'push'
        and ref like 'refs/heads/%'
        and repository.id is not null

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || sender.id as account_id,
        delivery_id,
        ref,
        before as before_sha,
        after as after_sha,
        compare_url as url,
        {{ list_length('commits') }} as commit_count,
        ref = 'refs/heads/' || repository.default_branch as is_default_branch,
        is_truncated,
        is_forced,
        {{ is_branch_deletion('is_deleted', 'after') }} as is_deleted,
        coalesce({{ utc_timestamp('repository.pushed_at') }}, received_at) as pushed_at,
        landed_at

    from events

)

select * from renamed

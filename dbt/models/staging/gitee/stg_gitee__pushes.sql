with

events as (

    select * from {{ ref('base_gitee__events_to_read') }}

    where
        event = 'push_hooks'
        and ref like 'refs/heads/%'
        and repository.id is not null

),

renamed as (

    select
        'gitee' as source,
        'gitee' as platform,
        'gitee:' || repository.id as repository_id,
        'gitee:' || sender.id as account_id,
        delivery_id,
        ref,
        before as before_sha,
        after as after_sha,
        compare_url as url,
        coalesce(total_commits_count, {{ list_length('commits') }}) as commit_count,
        ref = 'refs/heads/' || repository.default_branch as is_default_branch,
        is_truncated,
        -- Gitee does not tell whether a push replaced commits.
        cast(null as boolean) as is_forced,
        {{ is_branch_deletion('is_deleted', 'after') }} as is_deleted,
        coalesce({{ utc_timestamp('repository.pushed_at') }}, received_at) as pushed_at,
        landed_at

    from events

)

select * from renamed

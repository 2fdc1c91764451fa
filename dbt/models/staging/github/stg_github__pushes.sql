with

events as (

    select * from {{ ref('base_github__events') }}

    where
        event = 'push'
        and ref like 'refs/heads/%'
        and repository.id is not null
        and not coalesce(is_deleted, false)

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
        is_truncated,
        coalesce({{ utc_timestamp('repository.pushed_at') }}, received_at) as pushed_at,
        landed_at

    from events

)

select * from renamed

with

events as (

    select * from {{ ref('base_gitee__events_to_read') }}

    where
        pull_request.id is not null
        and repository.id is not null
        and not is_ping

),

renamed as (

    select
        'gitee' as source,
        'gitee' as platform,
        'gitee:' || repository.id as repository_id,
        'gitee:' || pull_request.id as pull_request_id,
        'gitee:' || sender.id as account_id,
        'gitee:' || pull_request.user.id as author_account_id,
        -- Whoever sends the merge has merged; Gitee names no other.
        case
            when event = 'merge_request_hooks' and action = 'merge' then 'gitee:' || sender.id
        end as merger_account_id,
        delivery_id,
        pull_request.number as pull_request_number,
        {{ plain_text('pull_request.title') }} as title,
        pull_request.html_url as url,
        case
            when event != 'merge_request_hooks' then 'shown'
            when action = 'open' and pull_request.state = 'open' then 'opened'
            when action in ('close', 'merge') then 'closed'
            when action = 'reopen' then 'reopened'
            else 'shown'
        end as action,
        case when pull_request.state in ('closed', 'merged') then 'closed' else 'open' end as state,
        {{ item_names('pull_request.labels') }} as label_names,
        pull_request.head.ref as head_ref,
        pull_request.head.sha as head_sha,
        pull_request.base.ref as base_ref,
        pull_request.merge_commit_sha,
        pull_request.draft as is_draft,
        coalesce(pull_request.merged, false) or pull_request.state = 'merged' as is_merged,
        {{ utc_timestamp('pull_request.created_at') }} as opened_at,
        {{ utc_timestamp('pull_request.merged_at') }} as merged_at,
        {{ utc_timestamp('pull_request.closed_at') }} as closed_at,
        coalesce({{ utc_timestamp('pull_request.updated_at') }}, received_at) as updated_at,
        landed_at

    from events

)

select * from renamed

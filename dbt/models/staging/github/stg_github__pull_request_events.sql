with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        repository.id is not null
        and (pull_request.id is not null or issue.pull_request is not null)

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || pull_request.id as pull_request_id,
        'github:' || sender.id as account_id,
        'github:' || coalesce(pull_request.user.id, issue.user.id) as author_account_id,
        'github:' || pull_request.merged_by.id as merger_account_id,
        delivery_id,
        coalesce(pull_request.number, issue.number) as pull_request_number,
        {{ plain_text('coalesce(pull_request.title, issue.title)') }} as title,
        coalesce(pull_request.html_url, issue.pull_request.html_url) as url,
        case
            when event = 'pull_request' and action in ('opened', 'closed', 'reopened') then action
            else 'shown'
        end as action,
        case
            when coalesce(pull_request.state, issue.state) = 'closed' then 'closed'
            else 'open'
        end as state,
        {{ item_names('coalesce(pull_request.labels, issue.labels)') }} as label_names,
        pull_request.head.ref as head_ref,
        pull_request.head.sha as head_sha,
        pull_request.base.ref as base_ref,
        pull_request.merge_commit_sha,
        pull_request.draft as is_draft,
        -- A comment shows it as an issue, which tells a merge by its time: without
        -- one it may be merged or not.
        case
            when pull_request.id is not null
                then coalesce(pull_request.merged, pull_request.merged_at is not null)
            when issue.pull_request.merged_at is not null then true
        end as is_merged,
        {{ utc_timestamp(
            'coalesce(pull_request.created_at, issue.created_at)'
        ) }} as opened_at,
        {{ utc_timestamp(
            'coalesce(pull_request.merged_at, issue.pull_request.merged_at)'
        ) }} as merged_at,
        {{ utc_timestamp('coalesce(pull_request.closed_at, issue.closed_at)') }} as closed_at,
        coalesce(
            {{ utc_timestamp('coalesce(pull_request.updated_at, issue.updated_at)') }}, received_at
        ) as updated_at,
        landed_at

    from events

)

select * from renamed

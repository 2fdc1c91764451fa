with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

    where
        repo.id is not null
        and (pull_request.id is not null or issue.pull_request is not null)

),

changes_named as (

    -- Since October 2025 the archive tells of a pull request only its number and what was done.
    select
        *,
        case when event = 'PullRequestEvent' then action end as change,
        event = 'PullRequestEvent' and pull_request.state is null as is_bare

    from events

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repo.id as repository_id,
        'github:' || pull_request.id as pull_request_id,
        'github:' || actor.id as account_id,
        'github:' || coalesce(
            pull_request.user.id, issue.user.id,
            case when change = 'opened' then actor.id end
        ) as author_account_id,
        'github:' || coalesce(
            pull_request.merged_by.id, case when change = 'merged' then actor.id end
        ) as merger_account_id,
        delivery_id,
        coalesce(pull_request.number, issue.number) as pull_request_number,
        {{ plain_text('coalesce(pull_request.title, issue.title)') }} as title,
        coalesce(
            pull_request.html_url, issue.pull_request.html_url,
            'https://github.com/' || repo.name || '/pull/' || pull_request.number
        ) as url,
        case
            when change in ('opened', 'closed', 'reopened') then change
            when change = 'merged' then 'closed'
            else 'shown'
        end as action,
        case
            when coalesce(pull_request.state, issue.state) = 'closed' then 'closed'
            when is_bare and change in ('closed', 'merged') then 'closed'
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
            when change = 'merged' then true
            when pull_request.id is not null and (is_bare or pull_request.state is not null)
                then coalesce(pull_request.merged, pull_request.merged_at is not null)
            when issue.pull_request.merged_at is not null then true
        end as is_merged,
        coalesce(
            {{ utc_timestamp('coalesce(pull_request.created_at, issue.created_at)') }},
            case when is_bare and change = 'opened' then happened_at end
        ) as opened_at,
        coalesce(
            {{ utc_timestamp(
                'coalesce(pull_request.merged_at, issue.pull_request.merged_at)'
            ) }},
            case when is_bare and change = 'merged' then happened_at end
        ) as merged_at,
        coalesce(
            {{ utc_timestamp('coalesce(pull_request.closed_at, issue.closed_at)') }},
            case when is_bare and change in ('closed', 'merged') then happened_at end
        ) as closed_at,
        coalesce(
            {{ utc_timestamp('coalesce(pull_request.updated_at, issue.updated_at)') }}, happened_at
        ) as updated_at,
        landed_at

    from changes_named

)

select * from renamed

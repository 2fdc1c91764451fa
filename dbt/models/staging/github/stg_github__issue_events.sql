with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        issue.id is not null
        and repository.id is not null
        and issue.pull_request is null

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || issue.id as issue_id,
        'github:' || sender.id as account_id,
        'github:' || issue.user.id as author_account_id,
        delivery_id,
        issue.number as issue_number,
        {{ plain_text('issue.title') }} as title,
        issue.html_url as url,
        case
            when event = 'issues' and action in ('opened', 'closed', 'reopened') then action
            when event = 'issues' and action in ('deleted', 'transferred') then 'removed'
            else 'shown'
        end as action,
        case when issue.state = 'closed' then 'closed' else 'open' end as state,
        {{ item_names('issue.labels') }} as label_names,
        {{ utc_timestamp('issue.created_at') }} as opened_at,
        {{ utc_timestamp('issue.closed_at') }} as closed_at,
        coalesce({{ utc_timestamp('issue.updated_at') }}, received_at) as updated_at,
        landed_at

    from events

)

select * from renamed

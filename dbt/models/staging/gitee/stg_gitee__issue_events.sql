with

events as (

    select * from {{ ref('base_gitee__events_to_read') }}

    where
        issue.id is not null
        and repository.id is not null
        and not is_ping

),

renamed as (

    select
        'gitee' as source,
        'gitee' as platform,
        'gitee:' || repository.id as repository_id,
        'gitee:' || issue.id as issue_id,
        'gitee:' || sender.id as account_id,
        'gitee:' || issue.user.id as author_account_id,
        delivery_id,
        issue.number as issue_number,
        {{ plain_text('issue.title') }} as title,
        issue.html_url as url,
        case
            when event != 'issue_hooks' then 'shown'
            when action = 'open' then 'opened'
            when action = 'delete' then 'removed'
            when action = 'state_change' and issue.state in ('closed', 'rejected') then 'closed'
            -- From open to progressing is no reopening: only a closed issue can be reopened.
            when action = 'state_change' then 'set_open'
            else 'shown'
        end as action,
        case when issue.state in ('closed', 'rejected') then 'closed' else 'open' end as state,
        {{ item_names('issue.labels') }} as label_names,
        {{ utc_timestamp('issue.created_at') }} as opened_at,
        {{ utc_timestamp('issue.closed_at') }} as closed_at,
        coalesce({{ utc_timestamp('issue.updated_at') }}, received_at) as updated_at,
        landed_at

    from events

)

select * from renamed

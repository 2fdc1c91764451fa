with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

    where
        issue.id is not null
        and repo.id is not null
        and issue.pull_request is null
        -- Until 2014 a comment tells of its issue nothing but the number.
        and issue.state is not null

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repo.id as repository_id,
        'github:' || issue.id as issue_id,
        'github:' || actor.id as account_id,
        'github:' || coalesce(
            issue.user.id,
            case when event = 'IssuesEvent' and action = 'opened' then actor.id end
        ) as author_account_id,
        delivery_id,
        issue.number as issue_number,
        {{ plain_text('issue.title') }} as title,
        issue.html_url as url,
        case
            when event = 'IssuesEvent' and action in ('opened', 'closed', 'reopened') then action
            when event = 'IssuesEvent' and action in ('deleted', 'transferred') then 'removed'
            else 'shown'
        end as action,
        case when issue.state = 'closed' then 'closed' else 'open' end as state,
        {{ item_names('issue.labels') }} as label_names,
        {{ utc_timestamp('issue.created_at') }} as opened_at,
        {{ utc_timestamp('issue.closed_at') }} as closed_at,
        coalesce({{ utc_timestamp('issue.updated_at') }}, happened_at) as updated_at,
        landed_at

    from events

)

select * from renamed

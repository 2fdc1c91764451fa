with

events as (

    select * from {{ ref('base_gitee__events_to_read') }}

    where
        event = 'note_hooks'
        and comment.id is not null
        and repository.id is not null
        and not is_ping

),

renamed as (

    select
        'gitee' as source,
        'gitee' as platform,
        'gitee:' || repository.id as repository_id,
        'gitee:' || comment.id as comment_id,
        'gitee:' || coalesce(comment.user.id, sender.id) as account_id,
        case
            when noteable_type = 'Commit' then coalesce(comment.commit_id, short_commit_id)
            when noteable_type = 'PullRequest'
                then 'gitee:' || coalesce(pull_request.id, noteable_id)
            else 'gitee:' || coalesce(issue.id, noteable_id)
        end as parent_object_id,
        delivery_id,
        case
            when noteable_type = 'Commit' then 'commit_commented'
            when noteable_type = 'PullRequest' then 'pull_request_commented'
            else 'issue_commented'
        end as kind,
        coalesce(pull_request.number, issue.number) as parent_number,
        comment.html_url as url,
        coalesce({{ utc_timestamp('comment.created_at') }}, received_at) as commented_at,
        landed_at

    from events

)

select * from renamed

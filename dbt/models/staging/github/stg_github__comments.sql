with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        event in (
            'issue_comment', 'pull_request_review_comment', 'commit_comment', 'discussion_comment'
        )
        and comment.id is not null
        and repository.id is not null

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || comment.id as comment_id,
        'github:' || comment.user.id as account_id,
        case
            when event = 'commit_comment' then comment.commit_id
            when event = 'discussion_comment' then 'github:' || discussion.id
            when event = 'pull_request_review_comment' then 'github:' || pull_request.id
            -- The number of a pull request's issue is not that of the pull request itself.
            when issue.pull_request is null then 'github:' || issue.id
        end as parent_object_id,
        delivery_id,
        case
            when event = 'commit_comment' then 'commit_commented'
            when event = 'discussion_comment' then 'discussion_commented'
            when event = 'pull_request_review_comment' then 'review_commented'
            when issue.pull_request is not null then 'pull_request_commented'
            else 'issue_commented'
        end as kind,
        coalesce(pull_request.number, issue.number) as parent_number,
        comment.html_url as url,
        coalesce({{ utc_timestamp('comment.created_at') }}, received_at) as commented_at,
        landed_at

    from events

)

select * from renamed

with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

    where
        event in ('IssueCommentEvent', 'PullRequestReviewCommentEvent', 'CommitCommentEvent')
        and comment.id is not null
        and repo.id is not null

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repo.id as repository_id,
        'github:' || comment.id as comment_id,
        'github:' || coalesce(comment.user.id, actor.id) as account_id,
        case
            when event = 'CommitCommentEvent' then comment.commit_id
            when event = 'PullRequestReviewCommentEvent' then 'github:' || pull_request.id
            -- The number of a pull request's issue is not that of the pull request itself.
            when issue.pull_request is null then 'github:' || issue.id
        end as parent_object_id,
        delivery_id,
        case
            when event = 'CommitCommentEvent' then 'commit_commented'
            when event = 'PullRequestReviewCommentEvent' then 'review_commented'
            when issue.pull_request is not null then 'pull_request_commented'
            else 'issue_commented'
        end as kind,
        coalesce(pull_request.number, issue.number) as parent_number,
        comment.html_url as url,
        coalesce({{ utc_timestamp('comment.created_at') }}, happened_at) as commented_at,
        landed_at

    from events

)

select * from renamed

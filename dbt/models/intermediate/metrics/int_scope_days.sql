with

scope_activities as (

    select * from {{ ref('int_scope_activities') }}

),

acts_counted as (

    select
        scope_number,
        count(*) filter (where kind = 'commit_authored') as commit_count,
        count(*) filter (where kind = 'push') as push_count,
        count(*) filter (where kind = 'issue_opened') as issue_opened_count,
        count(*) filter (where kind = 'issue_closed') as issue_closed_count,
        count(*) filter (where kind = 'issue_reopened') as issue_reopened_count,
        count(*) filter (where kind = 'pull_request_opened') as pull_request_opened_count,
        count(*) filter (where kind = 'pull_request_merged') as pull_request_merged_count,
        count(*) filter (where kind = 'pull_request_closed') as pull_request_closed_unmerged_count,
        count(*) filter (where kind = 'pull_request_reviewed') as review_count,
        count(*) filter (
            where
            kind in (
                'issue_commented', 'pull_request_commented', 'review_commented', 'commit_commented'
            )
        ) as comment_count,
        count(*) filter (where kind = 'repository_starred') as star_count,
        count(*) filter (where kind = 'repository_forked') as fork_count,
        count(*) filter (where kind = 'release_published') as release_count,
        count(*) filter (where is_bot) as bot_activity_count,
        activity_date

    from scope_activities

    group by all

)

select * from acts_counted

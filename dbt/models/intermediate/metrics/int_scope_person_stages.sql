with

scope_activities as (

    select * from {{ ref('int_scope_activities') }}

    where
        not is_bot
        and person_number is not null

),

scope_merges as (

    select * from {{ ref('int_scope_merges') }}

),

steps_unioned as (

    select
        scope_number,
        person_number,
        case
            when kind in ('repository_starred', 'repository_forked') then 0
            when kind in ('commit_authored', 'commit_co_authored') then 2
            else 1
        end as stage,
        occurred_at as reached_at

    from scope_activities

    where
        kind in (
            'repository_starred', 'repository_forked', 'commit_authored', 'commit_co_authored',
            'issue_opened', 'issue_commented', 'pull_request_commented',
            'pull_request_reviewed', 'review_commented', 'commit_commented',
            'discussion_opened', 'discussion_commented'
        )

    union all

    select
        scope_number,
        person_number,
        2 as stage,
        merged_at as reached_at

    from scope_merges

),

stages_reached as (

    select
        scope_number,
        person_number,
        min(reached_at) filter (where stage = 0) as interested_at,
        min(reached_at) filter (where stage = 1) as participated_at,
        min(reached_at) filter (where stage = 2) as contributed_at

    from steps_unioned

    group by all

)

select * from stages_reached

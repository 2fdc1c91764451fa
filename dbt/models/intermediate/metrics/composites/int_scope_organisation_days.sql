{{ config(materialized='view') }}

-- What people did for an employer; a commit has an author, who worked for somebody then or did not.
with

activities as (

    select * from {{ ref('int_scope_activities') }}

    where
        is_contribution
        and not is_bot
        and person_number is not null
        and organisation_number is not null

),

days_counted as (

    select
        scope_number,
        organisation_number,
        person_number,
        count(*) filter (where kind = 'commit_authored') as commit_count,
        count(*) filter (
            where
            kind in (
                'commit_authored', 'commit_co_authored', 'pull_request_opened',
                'pull_request_reviewed', 'pull_request_commented', 'review_commented',
                'commit_commented'
            )
        ) as code_contribution_count,
        -- What makes somebody a code contributor, as in int_scope_code_days.
        count(*) filter (
            where kind in ('commit_authored', 'pull_request_opened', 'pull_request_reviewed')
        ) as code_count,
        activity_date

    from activities

    group by all

)

select * from days_counted

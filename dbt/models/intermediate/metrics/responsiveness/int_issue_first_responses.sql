{{ config(materialized='view') }}

-- What others take for the first answer on an issue.
with

issues as (

    select * from {{ ref('fct_issues') }}

),

activities as (

    select * from {{ ref('fct_activities') }}

    where kind in ('issue_commented', 'issue_closed')

),

acts_named as (

    select
        case when kind = 'issue_closed' then object_id else parent_object_id end as issue_id,
        kind,
        occurred_at

    from activities

),

moments_found as (

    select
        issues.issue_id,
        min(acts_named.occurred_at) filter (where acts_named.kind = 'issue_commented')
            as first_comment_at,
        min(acts_named.occurred_at) filter (where acts_named.kind = 'issue_closed')
            as first_close_at,
        min(acts_named.occurred_at) filter (where acts_named.occurred_at > issues.opened_at)
            as first_act_at

    from issues

    inner join acts_named
        on issues.issue_id = acts_named.issue_id

    where acts_named.occurred_at >= issues.opened_at

    group by all

),

dialects_listed as (

    select
        issues.repository_id,
        'lfx' as dialect,
        issues.opened_at,
        moments_found.first_comment_at as answered_at

    from issues

    left join moments_found
        on issues.issue_id = moments_found.issue_id

    where not coalesce(issues.author_is_bot, false)

    union all

    select
        issues.repository_id,
        'oss_insight' as dialect,
        issues.opened_at,
        moments_found.first_act_at as answered_at

    from issues

    left join moments_found
        on issues.issue_id = moments_found.issue_id

    union all

    select
        issues.repository_id,
        'opendigger' as dialect,
        issues.opened_at,
        least(
            coalesce(issues.first_response_at, moments_found.first_close_at),
            coalesce(moments_found.first_close_at, issues.first_response_at)
        ) as answered_at

    from issues

    left join moments_found
        on issues.issue_id = moments_found.issue_id

    where not coalesce(issues.author_is_bot, false)

)

select * from dialects_listed

with

issues as (

    select * from {{ ref('fct_issues') }}

    where not coalesce(author_is_bot, false)

),

pull_requests as (

    select * from {{ ref('fct_pull_requests') }}

    where not coalesce(author_is_bot, false)

),

issue_intervals as (

    select * from {{ ref('int_issues_folded') }}

),

pull_request_intervals as (

    select * from {{ ref('int_pull_requests_folded') }}

),

project_repositories as (

    select * from {{ ref('int_project_repositories') }}

),

activities as (

    select * from {{ ref('fct_activities') }}

    where
        is_contribution
        and not is_bot
        and occurred_at < {{ as_of_date() }}

),

open_things as (

    select
        'issue' as thing,
        issues.issue_id as object_id,
        issues.repository_id,
        issues.author_person_id,
        issues.title,
        issues.url,
        issues.opened_at,
        issues.first_response_at,
        cast(null as timestamp) as first_review_at

    from issues

    inner join issue_intervals
        on issues.issue_id = issue_intervals.issue_id

    where
        issue_intervals.state = 'open'
        and issue_intervals.valid_from < {{ as_of_date() }}
        and (issue_intervals.valid_to is null or issue_intervals.valid_to >= {{ as_of_date() }})

    union all

    select
        'pull_request' as thing,
        pull_requests.pull_request_id as object_id,
        pull_requests.repository_id,
        pull_requests.author_person_id,
        pull_requests.title,
        pull_requests.url,
        pull_requests.opened_at,
        pull_requests.first_response_at,
        pull_requests.first_review_at

    from pull_requests

    inner join pull_request_intervals
        on pull_requests.pull_request_id = pull_request_intervals.pull_request_id

    where
        pull_request_intervals.state = 'open'
        and pull_request_intervals.valid_from < {{ as_of_date() }}
        and (
            pull_request_intervals.valid_to is null
            or pull_request_intervals.valid_to >= {{ as_of_date() }}
        )

),

first_contributions_picked as (

    select
        coalesce(project_repositories.project_id, activities.repository_id) as home_id,
        activities.person_id,
        min(activities.occurred_at) as first_contributed_at

    from activities

    left join project_repositories
        on activities.repository_id = project_repositories.repository_id

    group by all

),

waits_measured as (

    select
        open_things.thing,
        open_things.object_id,
        open_things.repository_id,
        project_repositories.project_id,
        open_things.author_person_id as person_id,
        open_things.title,
        open_things.url,
        {{ hours_from('open_things.opened_at', as_of_date()) }} as waiting_hours,
        coalesce(open_things.first_response_at < {{ as_of_date() }}, false) as is_answered,
        coalesce(open_things.first_review_at < {{ as_of_date() }}, false) as is_reviewed,
        coalesce(
            first_contributions_picked.first_contributed_at >= open_things.opened_at, false
        ) as is_first_contribution,
        open_things.opened_at as since_at

    from open_things

    left join project_repositories
        on open_things.repository_id = project_repositories.repository_id

    left join first_contributions_picked
        on
            open_things.author_person_id = first_contributions_picked.person_id
            and coalesce(project_repositories.project_id, open_things.repository_id)
            = first_contributions_picked.home_id

),

unanswered_issues as (

    select
        'issue_unanswered' as kind,
        case
            when waiting_hours > {{ var('attention_issue_overdue_hours') }} then 'high'
            else 'medium'
        end as severity,
        case
            when waiting_hours > {{ var('attention_issue_overdue_hours') }}
                then 'no_first_response_for_long'
            else 'no_first_response'
        end as reason_code,
        *

    from waits_measured

    where
        thing = 'issue'
        and not is_answered
        and waiting_hours > {{ var('attention_issue_hours') }}

),

unreviewed_pull_requests as (

    select
        'pull_request_unreviewed' as kind,
        'medium' as severity,
        'no_first_review' as reason_code,
        *

    from waits_measured

    where
        thing = 'pull_request'
        and not is_reviewed
        and waiting_hours > {{ var('attention_pull_request_hours') }}

),

waiting_newcomers as (

    select
        'newcomer_waiting' as kind,
        'high' as severity,
        'first_contribution_unanswered' as reason_code,
        *

    from waits_measured

    where
        is_first_contribution
        and not is_answered
        and not is_reviewed
        and waiting_hours > {{ var('attention_newcomer_hours') }}

),

unioned as (

    select * from unanswered_issues

    union all

    select * from unreviewed_pull_requests

    union all

    select * from waiting_newcomers

),

columns_listed as (

    select
        kind,
        severity,
        project_id,
        repository_id,
        person_id,
        object_id,
        title,
        url,
        reason_code,
        waiting_hours,
        since_at

    from unioned

)

select * from columns_listed

-- What is timed, with the days as of which it is known: its day is in the 90 days before, and its
-- end has come, where it needs one. A pull request is open until it ends, and known at once; so is
-- an issue that bears a label for bugs, from when it first does.
with

waits as (

    select * from {{ ref('int_scope_waits') }}

    where
        kind in ('issue_first_response', 'pr_first_response')
        and ended_at is not null

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

pull_requests as (

    select * from {{ ref('fct_pull_requests') }}

    where
        not coalesce(author_is_bot, false)
        and opened_at < {{ as_of_date() }}

),

pull_request_intervals as (

    select * from {{ ref('int_pull_requests_folded') }}

),

issues as (

    select * from {{ ref('fct_issues') }}

    where
        not coalesce(author_is_bot, false)
        and opened_at < {{ as_of_date() }}

),

issue_intervals as (

    select * from {{ ref('int_issues_folded') }}

),

bug_issues as (

    select * from {{ ref('int_bug_issues') }}

),

waits_dated as (

    select
        scope_number,
        kind,
        started_at,
        ended_at,
        greatest(counted_date, cast(ended_at as date)) as after_date,
        counted_date as known_until

    from waits

),

pull_requests_dated as (

    select
        scope_repositories.scope_number,
        'pr_open' as kind,
        pull_requests.opened_at as started_at,
        case when pull_request_intervals.state != 'open' then pull_request_intervals.valid_from end
            as ended_at,
        greatest(
            cast(pull_requests.opened_at as date), cast(pull_request_intervals.valid_from as date)
        ) as after_date,
        cast(pull_requests.opened_at as date) as counted_date,
        cast(pull_request_intervals.valid_to as date) as valid_until

    from pull_requests

    inner join pull_request_intervals
        on pull_requests.pull_request_id = pull_request_intervals.pull_request_id

    inner join scope_repositories
        on pull_requests.repository_id = scope_repositories.repository_id

),

bug_issues_dated as (

    select
        scope_repositories.scope_number,
        'bug_issue_open' as kind,
        issues.opened_at as started_at,
        case when issue_intervals.state != 'open' then issue_intervals.valid_from end as ended_at,
        greatest(
            cast(issues.opened_at as date),
            cast(issue_intervals.valid_from as date),
            cast(bug_issues.first_labelled_at as date)
        ) as after_date,
        cast(issues.opened_at as date) as counted_date,
        cast(issue_intervals.valid_to as date) as valid_until

    from issues

    inner join bug_issues
        on issues.issue_id = bug_issues.issue_id

    inner join issue_intervals
        on issues.issue_id = issue_intervals.issue_id

    inner join scope_repositories
        on issues.repository_id = scope_repositories.repository_id

),

states_dated as (

    select * from pull_requests_dated

    union all

    select * from bug_issues_dated

),

unioned as (

    select
        scope_number,
        kind,
        started_at,
        ended_at,
        {{ days_before('after_date', -1) }} as known_from,
        {{ days_before('known_until', -90) }} as known_until

    from waits_dated

    union all

    select
        scope_number,
        kind,
        started_at,
        ended_at,
        {{ days_before('after_date', -1) }} as known_from,
        least({{ days_before('counted_date', -90) }}, coalesce(valid_until, date '9999-12-31'))
            as known_until

    from states_dated

)

select * from unioned

where known_from <= known_until

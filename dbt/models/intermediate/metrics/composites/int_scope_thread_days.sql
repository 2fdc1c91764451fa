-- One row per day on which an issue or pull request saw something, with how much was said on it.
with

activities as (

    select * from {{ ref('fct_activities') }}

    where occurred_at < {{ as_of_date() }}

),

issues as (

    select * from {{ ref('fct_issues') }}

),

pull_requests as (

    select * from {{ ref('fct_pull_requests') }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

threads as (

    select
        issue_id as thread_id,
        repository_id,
        'issue' as thread_kind,
        opened_at

    from issues

    union all

    select
        pull_request_id as thread_id,
        repository_id,
        'pull_request' as thread_kind,
        opened_at

    from pull_requests

),

acts_of_threads as (

    select
        coalesce(parent_object_id, object_id) as thread_id,
        case when kind like 'issue%' then 'issue' else 'pull_request' end as thread_kind,
        coalesce(
            kind in ('issue_commented', 'pull_request_reviewed', 'review_commented')
            and not is_bot, false
        ) as is_said,
        cast(occurred_at as date) as activity_date

    from activities

    where
        kind in (
            'issue_opened', 'issue_closed', 'issue_reopened', 'issue_commented',
            'pull_request_reviewed', 'review_commented'
        )

),

days_counted as (

    select
        threads.thread_id,
        threads.repository_id,
        threads.thread_kind,
        count(*) filter (where acts_of_threads.is_said) as said_count,
        cast(threads.opened_at as date) as opened_date,
        acts_of_threads.activity_date

    from acts_of_threads

    inner join threads
        on
            acts_of_threads.thread_id = threads.thread_id
            and acts_of_threads.thread_kind = threads.thread_kind

    group by all

),

scopes_joined as (

    select
        scope_repositories.scope_number,
        days_counted.thread_id,
        days_counted.thread_kind,
        days_counted.said_count,
        days_counted.opened_date,
        days_counted.activity_date

    from days_counted

    inner join scope_repositories
        on days_counted.repository_id = scope_repositories.repository_id

)

select * from scopes_joined

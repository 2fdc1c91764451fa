{{ config(materialized='view') }}

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

issue_first_responses as (

    select * from {{ ref('int_issue_first_responses') }}

),

pull_request_times as (

    select * from {{ ref('int_pull_request_times') }}

),

-- What is asked for belongs to the day it was asked, and may still wait.
issue_responses as (

    select
        repository_id,
        'issue_first_response' as kind,
        opened_at as counted_at,
        opened_at as started_at,
        first_response_at as ended_at,
        cast(null as timestamp) as undone_at

    from issues

),

issue_responses_of_dialects as (

    select
        repository_id,
        'issue_first_response@' || dialect as kind,
        opened_at as counted_at,
        opened_at as started_at,
        answered_at as ended_at,
        cast(null as timestamp) as undone_at

    from issue_first_responses

),

dora_stretches as (

    select
        repository_id,
        kind,
        counted_at,
        started_at,
        ended_at,
        undone_at

    from pull_request_times

),

pull_request_responses as (

    select
        repository_id,
        'pr_first_response' as kind,
        opened_at as counted_at,
        opened_at as started_at,
        first_response_at as ended_at,
        cast(null as timestamp) as undone_at

    from pull_requests

),

pull_request_reviews as (

    select
        repository_id,
        'pr_first_review' as kind,
        opened_at as counted_at,
        opened_at as started_at,
        first_review_at as ended_at,
        cast(null as timestamp) as undone_at

    from pull_requests

),

-- What was finished belongs to the day it ended, until it is opened again.
issue_resolutions as (

    select
        issues.repository_id,
        'issue_resolution' as kind,
        issue_intervals.valid_from as counted_at,
        issues.opened_at as started_at,
        issue_intervals.valid_from as ended_at,
        issue_intervals.valid_to as undone_at

    from issue_intervals

    inner join issues
        on issue_intervals.issue_id = issues.issue_id

    where issue_intervals.state = 'closed'

),

pull_request_ends as (

    select
        pull_requests.repository_id,
        case pull_request_intervals.state
            when 'merged' then 'pr_time_to_merge'
            else 'pr_time_to_close'
        end as kind,
        pull_request_intervals.valid_from as counted_at,
        pull_requests.opened_at as started_at,
        pull_request_intervals.valid_from as ended_at,
        pull_request_intervals.valid_to as undone_at

    from pull_request_intervals

    inner join pull_requests
        on pull_request_intervals.pull_request_id = pull_requests.pull_request_id

    where pull_request_intervals.state in ('closed', 'merged')

),

unioned as (

    select * from issue_responses

    union all

    select * from issue_responses_of_dialects

    union all

    select * from dora_stretches

    union all

    select * from pull_request_responses

    union all

    select * from pull_request_reviews

    union all

    select * from issue_resolutions

    union all

    select * from pull_request_ends

),

waits_measured as (

    select
        repository_id,
        kind,
        {{ hours_from('started_at', 'ended_at') }} as wait_hours,
        cast(counted_at as date) as counted_date,
        started_at,
        ended_at,
        undone_at

    from unioned

    where
        -- Neither known to have begun nor able to end before that: nothing to measure.
        started_at is not null
        and (ended_at is null or ended_at >= started_at)

)

select * from waits_measured

-- What metrics read, by the day it happened on: where a day's fingerprint is another one than at
-- the last build, whatever the reason, every window that can see the day is computed again.
with

activities as (

    select * from {{ ref('int_activities_clocked') }}

),

issues as (

    select * from {{ ref('fct_issues') }}

),

pull_requests as (

    select * from {{ ref('fct_pull_requests') }}

),

pull_request_times as (

    select * from {{ ref('int_pull_request_times') }}

),

merged_pull_requests as (

    select * from {{ ref('int_merged_pull_requests') }}

),

deployments as (

    select * from {{ ref('int_deployments_unioned') }}

    where is_production

),

issue_intervals as (

    select * from {{ ref('int_issues_folded') }}

),

pull_request_intervals as (

    select * from {{ ref('int_pull_requests_folded') }}

),

openrank as (

    select * from {{ ref('int_openrank') }}

    where node_kind = 'repository'

),

file_changes as (

    select * from {{ ref('int_file_changes') }}

),

facts_unioned as (

    select
        repository_id,
        occurred_at as happened_at,
        {{ fingerprint([
            'activity_id', 'person_id', 'organisation_id', 'kind', 'utc_offset_minutes', 'is_bot',
            'is_contribution', 'occurred_at',
        ]) }} as fingerprint

    from activities

    union all

    select
        repository_id,
        opened_at as happened_at,
        {{ fingerprint(['issue_id', 'author_person_id', 'author_is_bot', 'title', 'opened_at']) }}
            as fingerprint

    from issues

    union all

    select
        repository_id,
        opened_at as happened_at,
        {{ fingerprint([
            'pull_request_id', 'author_person_id', 'author_is_bot', 'title', 'opened_at',
        ]) }} as fingerprint

    from pull_requests

    union all

    select
        issues.repository_id,
        issue_intervals.valid_from as happened_at,
        {{ fingerprint([
            'issues.issue_id', 'issue_intervals.state', 'issue_intervals.valid_from',
        ]) }} as fingerprint

    from issue_intervals

    inner join issues
        on issue_intervals.issue_id = issues.issue_id

    union all

    -- An issue that is deleted or moved has no state afterwards.
    select
        issues.repository_id,
        issue_intervals.valid_to as happened_at,
        {{ fingerprint(['issues.issue_id', 'issue_intervals.valid_to']) }} as fingerprint

    from issue_intervals

    inner join issues
        on issue_intervals.issue_id = issues.issue_id

    where issue_intervals.valid_to is not null

    union all

    select
        pull_requests.repository_id,
        pull_request_intervals.valid_from as happened_at,
        {{ fingerprint([
            'pull_requests.pull_request_id', 'pull_request_intervals.state',
            'pull_request_intervals.valid_from',
        ]) }} as fingerprint

    from pull_request_intervals

    inner join pull_requests
        on pull_request_intervals.pull_request_id = pull_requests.pull_request_id

    union all

    select
        repository_id,
        first_response_at as happened_at,
        {{ fingerprint(['issue_id', 'first_response_at']) }} as fingerprint

    from issues

    union all

    select
        repository_id,
        first_response_at as happened_at,
        {{ fingerprint(['pull_request_id', 'first_response_at']) }} as fingerprint

    from pull_requests

    union all

    select
        repository_id,
        first_review_at as happened_at,
        {{ fingerprint(['pull_request_id', 'first_review_at']) }} as fingerprint

    from pull_requests

    union all

    select
        repository_id,
        changed_at as happened_at,
        {{ fingerprint(['commit_sha', 'path', 'change']) }} as fingerprint

    from file_changes

    union all

    select
        repository_id,
        greatest(counted_at, ended_at) as happened_at,
        {{ fingerprint(['pull_request_id', 'kind', 'started_at', 'ended_at']) }} as fingerprint

    from pull_request_times

    union all

    select
        repository_id,
        undone_at as happened_at,
        {{ fingerprint(['pull_request_id', 'kind', 'undone_at']) }} as fingerprint

    from pull_request_times

    union all

    select
        repository_id,
        cast(merged_date as timestamp) as happened_at,
        {{ fingerprint([
            'pull_request_id', 'review_count', 'round_count', 'is_reviewed', 'is_merged_by_other',
        ]) }} as fingerprint

    from merged_pull_requests

    union all

    select
        repository_id,
        finished_at as happened_at,
        {{ fingerprint(['deployment_id', 'result', 'finished_at']) }} as fingerprint

    from deployments

),

ranks_fingerprinted as (

    -- A late act anywhere moves the rank of every repository; a month's is read in the next one.
    select
        node_id as repository_id,
        {{ fingerprint(['node_id', 'month_start', 'openrank']) }} as fingerprint,
        last_day(month_start) as happened_date,
        last_day(cast(month_start + interval '1 month' as date)) as last_read_date

    from openrank

),

days_summed as (

    select
        repository_id,
        sum(fingerprint) as fingerprint,
        cast(happened_at as date) as happened_date,
        cast(null as date) as last_read_date

    from facts_unioned

    where happened_at is not null

    group by all

),

unioned as (

    select * from days_summed

    union all

    select * from ranks_fingerprinted

)

select * from unioned

-- A table of its own, as int_scope_waits is.
with

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

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

open_spells as (

    select
        issues.repository_id,
        'issue' as kind,
        issues.opened_at,
        issue_intervals.valid_from,
        issue_intervals.valid_to

    from issue_intervals

    inner join issues
        on issue_intervals.issue_id = issues.issue_id

    where issue_intervals.state = 'open'

    union all

    select
        pull_requests.repository_id,
        'pull_request' as kind,
        pull_requests.opened_at,
        pull_request_intervals.valid_from,
        pull_request_intervals.valid_to

    from pull_request_intervals

    inner join pull_requests
        on pull_request_intervals.pull_request_id = pull_requests.pull_request_id

    where pull_request_intervals.state = 'open'

),

joined as (

    select
        scope_repositories.scope_number,
        open_spells.kind,
        open_spells.opened_at,
        open_spells.valid_from,
        open_spells.valid_to

    from open_spells

    inner join scope_repositories
        on open_spells.repository_id = scope_repositories.repository_id

)

select * from joined

-- What composites count and no metric of its own says, over 90 days before each date.
{%- set measures = [
    'code_contributors', 'updated_issues', 'new_issues', 'new_issue_comments',
    'new_pull_request_reviews', 'ended_pull_requests', 'new_open_pull_requests',
    'new_ended_pull_requests', 'contribution_days', 'opened_pull_requests',
] %}
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days = 90

),

moments as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is null

),

backlog as (

    select * from {{ ref('int_metrics__backlog') }}

    where metric = 'open_pull_request_count'

),

opened_pull_requests as (

    select * from {{ ref('int_scope_waits') }}

    where kind = 'pr_first_response'

),

scope_days as (

    select * from {{ ref('int_scope_days') }}

),

person_days as (

    select * from {{ ref('int_scope_person_days') }}

),

window_standings as (

    select * from {{ ref('int_window_standings') }}

),

code_days as (

    select * from {{ ref('int_scope_code_days') }}

),

thread_days as (

    select * from {{ ref('int_scope_thread_days') }}

),

line_days as (

    select * from {{ ref('int_scope_line_days') }}

),

spells as (

    select * from {{ ref('int_scope_timed_spells') }}

    where kind = 'pr_open'

),

-- Nothing that ended before these days is asked for.
dates_bounded as (

    select
        scope_number,
        min(starts_on) as starts_on,
        min(as_of_date) as first_as_of_date

    from windows

    group by all

),

-- Thirteen weeks, counted back from the date; the last of them has six days.
commit_weeks_counted as (

    select
        windows.scope_number,
        windows.as_of_date,
        count(distinct floor(
            ({{ days_from('scope_days.activity_date', 'windows.as_of_date') }} - 1) / 7.0
        )) as commit_week_count

    from windows

    inner join scope_days
        on
            windows.scope_number = scope_days.scope_number
            and windows.starts_on <= scope_days.activity_date
            and windows.as_of_date > scope_days.activity_date

    where scope_days.commit_count > 0

    group by all

),

-- Where the lines of most commits are not told, nothing is known of lines.
lines_summed as (

    select
        windows.scope_number,
        windows.as_of_date,
        case
            when 2 * sum(line_days.measured_commit_count) >= sum(line_days.commit_count)
                then sum(line_days.line_count) / 12.85
        end as lines_of_code_frequency

    from windows

    inner join line_days
        on
            windows.scope_number = line_days.scope_number
            and windows.starts_on <= line_days.activity_date
            and windows.as_of_date > line_days.activity_date

    group by all

),

open_ones_counted as (

    select
        moments.scope_number,
        moments.as_of_date,
        backlog.value as open_count

    from backlog

    inner join moments
        on backlog.window_number = moments.window_number

),

-- A day of code makes a person a coder as of the next 90 days, or until their next such day does.
coder_days_bounded as (

    select
        code_days.scope_number,
        code_days.activity_date,
        least(
            {{ days_before('code_days.activity_date', -90) }},
            lead(code_days.activity_date) over (
                partition by code_days.scope_number, code_days.person_number
                order by code_days.activity_date
            )
        ) as until_date

    from code_days

    inner join dates_bounded
        on
            code_days.scope_number = dates_bounded.scope_number
            and code_days.activity_date >= dates_bounded.starts_on

),

contribution_days as (

    select distinct
        scope_number,
        activity_date

    from person_days

),

-- A day counts as of the next 90 days: of the things that are counted once, until their next day
-- does. An answer counts as long as its question, too, was asked in the 90 days.
thread_days_bounded as (

    select
        scope_number,
        thread_kind,
        said_count,
        activity_date,
        {{ days_before('activity_date', -90) }} as until_date,
        -- When it was asked may not be known.
        greatest(activity_date, case
            when opened_date < activity_date then {{ days_before('opened_date', -90) }}
            when opened_date >= activity_date then {{ days_before('activity_date', -90) }}
        end) as asked_until_date,
        coalesce(
            lead(activity_date) over (
                partition by scope_number, thread_kind, thread_id
                order by activity_date
            ), date '9999-12-30'
        ) as next_date

    from thread_days

),

stretches_unioned as (

    select
        scope_number,
        'code_contributors' as measure,
        1 as amount,
        activity_date as after_date,
        until_date

    from coder_days_bounded

    union all

    select
        scope_number,
        'updated_issues' as measure,
        1 as amount,
        activity_date as after_date,
        least(until_date, next_date) as until_date

    from thread_days_bounded

    where thread_kind = 'issue'

    union all

    select
        scope_number,
        'new_issues' as measure,
        1 as amount,
        activity_date as after_date,
        least(asked_until_date, next_date) as until_date

    from thread_days_bounded

    where thread_kind = 'issue'

    union all

    select
        scope_number,
        case thread_kind when 'issue' then 'new_issue_comments' else 'new_pull_request_reviews' end
            as measure,
        said_count as amount,
        activity_date as after_date,
        asked_until_date as until_date

    from thread_days_bounded

    where said_count > 0

    union all

    select
        scope_number,
        'ended_pull_requests' as measure,
        pull_request_merged_count + pull_request_closed_unmerged_count as amount,
        activity_date as after_date,
        {{ days_before('activity_date', -90) }} as until_date

    from scope_days

    union all

    -- A spell is known on one stretch of dates: on each date every pull request is there once.
    select
        scope_number,
        case when ended_at is null then 'new_open_pull_requests' else 'new_ended_pull_requests' end
            as measure,
        1 as amount,
        {{ days_before('known_from', 1) }} as after_date,
        known_until as until_date

    from spells

    union all

    select
        scope_number,
        'contribution_days' as measure,
        1 as amount,
        activity_date as after_date,
        {{ days_before('activity_date', -30) }} as until_date

    from contribution_days

    union all

    select
        scope_number,
        'opened_pull_requests' as measure,
        1 as amount,
        counted_date as after_date,
        cast(null as date) as until_date

    from opened_pull_requests

),

stretches_seen as (

    select stretches_unioned.*

    from stretches_unioned

    inner join dates_bounded
        on stretches_unioned.scope_number = dates_bounded.scope_number

    where
        stretches_unioned.until_date is null
        or stretches_unioned.until_date >= dates_bounded.first_as_of_date

),

changes_unioned as (

    select
        scope_number,
        measure,
        amount,
        {{ days_before('after_date', -1) }} as change_date

    from stretches_seen

    union all

    select
        scope_number,
        measure,
        -amount as amount,
        {{ days_before('until_date', -1) }} as change_date

    from stretches_seen

    where until_date is not null

),

-- The dates asked for take their places among the changes: a running sum is what there is on them.
changes_and_dates as (

    select
        scope_number,
        {% for measure in measures -%}
            sum(case when measure = '{{ measure }}' then amount else 0 end) as {{ measure }},
        {% endfor -%}
        false as is_asked,
        change_date as as_of_date

    from changes_unioned

    group by all

    union all

    select
        scope_number,
        {% for measure in measures -%}
            0 as {{ measure }},
        {% endfor -%}
        true as is_asked,
        as_of_date

    from windows

),

changes_accumulated as (

    select
        scope_number,
        {% for measure in measures -%}
            sum({{ measure }}) over until_date as {{ measure }},
        {% endfor -%}
        is_asked,
        as_of_date

    from changes_and_dates

    window until_date as (
        partition by scope_number
        order by as_of_date
        range between unbounded preceding and current row
    )

),

counted as (

    select * from changes_accumulated

    where is_asked

),

joined as (

    select
        windows.scope_number,
        windows.as_of_date,
        cast(counted.code_contributors as double) as code_contributor_count,
        cast(coalesce(commit_weeks_counted.commit_week_count, 0) / 13.0 as double)
            as is_maintained,
        cast(counted.ended_pull_requests as double) as close_pr_count,
        cast(counted.updated_issues as double) as updated_issues_count,
        cast(counted.new_issue_comments as double)
        / nullif(counted.new_issues, 0) as comment_frequency,
        cast(counted.new_pull_request_reviews as double)
        / nullif(counted.new_open_pull_requests + counted.new_ended_pull_requests, 0)
            as code_review_count,
        cast(counted.new_ended_pull_requests as double)
        / nullif(counted.new_open_pull_requests + counted.new_ended_pull_requests, 0)
            as closure_ratio_recent,
        1.0 - open_ones_counted.open_count / nullif(counted.opened_pull_requests, 0)
            as closure_ratio,
        cast(window_standings.ever_count as double) as contributors_ever,
        cast(counted.contribution_days as double) as lfx_active_days,
        cast(lines_summed.lines_of_code_frequency as double) as lines_of_code_frequency

    from windows

    inner join counted
        on
            windows.scope_number = counted.scope_number
            and windows.as_of_date = counted.as_of_date

    inner join window_standings
        on windows.window_number = window_standings.window_number

    left join commit_weeks_counted
        on
            windows.scope_number = commit_weeks_counted.scope_number
            and windows.as_of_date = commit_weeks_counted.as_of_date

    left join open_ones_counted
        on
            windows.scope_number = open_ones_counted.scope_number
            and windows.as_of_date = open_ones_counted.as_of_date

    left join lines_summed
        on
            windows.scope_number = lines_summed.scope_number
            and windows.as_of_date = lines_summed.as_of_date

),

listed as (

    select *

    from joined
    unpivot include nulls (
        value for input in (
            code_contributor_count,
            is_maintained,
            close_pr_count,
            updated_issues_count,
            comment_frequency,
            code_review_count,
            closure_ratio,
            closure_ratio_recent,
            contributors_ever,
            lfx_active_days,
            lines_of_code_frequency
        )
    )

)

select * from listed

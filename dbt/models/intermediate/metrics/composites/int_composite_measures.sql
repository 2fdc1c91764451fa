-- What composites count and no metric of its own says, over 90 days before each date.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days = 90

),

month_windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days = 30

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

-- Thirteen weeks, counted back from the date; the last of them has six days.
scope_days_summed as (

    select
        windows.scope_number,
        windows.as_of_date,
        count(distinct floor(
            ({{ days_from('scope_days.activity_date', 'windows.as_of_date') }} - 1) / 7.0
        )) filter (where scope_days.commit_count > 0) / 13.0 as is_maintained,
        coalesce(
            sum(
                scope_days.pull_request_merged_count + scope_days.pull_request_closed_unmerged_count
            ), 0
        ) as close_pr_count

    from windows

    left join scope_days
        on
            windows.scope_number = scope_days.scope_number
            and windows.starts_on <= scope_days.activity_date
            and windows.as_of_date > scope_days.activity_date

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

threads_counted as (

    select
        windows.scope_number,
        windows.as_of_date,
        count(distinct thread_days.thread_id) filter (where thread_days.thread_kind = 'issue')
            as updated_issues_count,
        sum(thread_days.said_count) filter (
            where thread_days.thread_kind = 'issue' and thread_days.opened_date >= windows.starts_on
        ) / nullif(count(distinct thread_days.thread_id) filter (
            where thread_days.thread_kind = 'issue' and thread_days.opened_date >= windows.starts_on
        ), 0) as comment_frequency,
        coalesce(sum(thread_days.said_count) filter (
            where thread_days.thread_kind = 'pull_request'
            and thread_days.opened_date >= windows.starts_on
        ), 0) as review_count

    from windows

    left join thread_days
        on
            windows.scope_number = thread_days.scope_number
            and windows.starts_on <= thread_days.activity_date
            and windows.as_of_date > thread_days.activity_date

    group by all

),

-- A spell is known on one stretch of dates: on each date every pull request is there once.
pull_requests_counted as (

    select
        windows.scope_number,
        windows.as_of_date,
        count(*) as opened_count,
        count(*) filter (where spells.ended_at is not null) as ended_count

    from windows

    inner join spells
        on
            windows.scope_number = spells.scope_number
            and windows.as_of_date >= spells.known_from
            and windows.as_of_date <= spells.known_until

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

first_days_found as (

    select
        scope_number,
        person_number,
        min(activity_date) as first_date

    from person_days

    group by all

),

-- A day of code makes a person a coder as of the next 90 days, or until their next such day does.
coder_days_bounded as (

    select
        scope_number,
        activity_date,
        least(
            {{ days_before('activity_date', -90) }},
            lead(activity_date) over (
                partition by scope_number, person_number
                order by activity_date
            )
        ) as until_date

    from code_days

),

changes_unioned as (

    select
        scope_number,
        1 as coder_change,
        0 as opened_change,
        0 as person_change,
        {{ days_before('activity_date', -1) }} as change_date

    from coder_days_bounded

    union all

    select
        scope_number,
        -1 as coder_change,
        0 as opened_change,
        0 as person_change,
        {{ days_before('until_date', -1) }} as change_date

    from coder_days_bounded

    union all

    select
        scope_number,
        0 as coder_change,
        1 as opened_change,
        0 as person_change,
        {{ days_before('counted_date', -1) }} as change_date

    from opened_pull_requests

    union all

    select
        scope_number,
        0 as coder_change,
        0 as opened_change,
        1 as person_change,
        {{ days_before('first_date', -1) }} as change_date

    from first_days_found

),

-- The dates asked for take their places among the changes: a running sum is what there is on them.
changes_and_dates as (

    select
        scope_number,
        sum(coder_change) as coder_change,
        sum(opened_change) as opened_change,
        sum(person_change) as person_change,
        false as is_asked,
        change_date as as_of_date

    from changes_unioned

    group by all

    union all

    select
        scope_number,
        0 as coder_change,
        0 as opened_change,
        0 as person_change,
        true as is_asked,
        as_of_date

    from windows

),

changes_accumulated as (

    select
        scope_number,
        is_asked,
        as_of_date,
        sum(coder_change) over until_date as code_contributor_count,
        sum(opened_change) over until_date as opened_count,
        sum(person_change) over until_date as contributors_ever

    from changes_and_dates

    window until_date as (
        partition by scope_number
        order by as_of_date
        range between unbounded preceding and current row
    )

),

ever_counted as (

    select * from changes_accumulated

    where is_asked

),

contribution_days as (

    select distinct
        scope_number,
        activity_date

    from person_days

),

active_days_counted as (

    select
        month_windows.scope_number,
        month_windows.as_of_date,
        count(contribution_days.activity_date) as active_days

    from month_windows

    left join contribution_days
        on
            month_windows.scope_number = contribution_days.scope_number
            and month_windows.starts_on <= contribution_days.activity_date
            and month_windows.as_of_date > contribution_days.activity_date

    group by all

),

joined as (

    select
        windows.scope_number,
        windows.as_of_date,
        cast(ever_counted.code_contributor_count as double) as code_contributor_count,
        cast(scope_days_summed.is_maintained as double) as is_maintained,
        cast(scope_days_summed.close_pr_count as double) as close_pr_count,
        cast(threads_counted.updated_issues_count as double) as updated_issues_count,
        cast(threads_counted.comment_frequency as double) as comment_frequency,
        cast(threads_counted.review_count as double)
        / nullif(pull_requests_counted.opened_count, 0) as code_review_count,
        cast(pull_requests_counted.ended_count as double)
        / nullif(pull_requests_counted.opened_count, 0) as closure_ratio_recent,
        1.0 - open_ones_counted.open_count / nullif(ever_counted.opened_count, 0)
            as closure_ratio,
        cast(coalesce(ever_counted.contributors_ever, 0) as double) as contributors_ever,
        cast(active_days_counted.active_days as double) as lfx_active_days,
        cast(lines_summed.lines_of_code_frequency as double) as lines_of_code_frequency

    from windows

    left join scope_days_summed
        on
            windows.scope_number = scope_days_summed.scope_number
            and windows.as_of_date = scope_days_summed.as_of_date

    left join ever_counted
        on
            windows.scope_number = ever_counted.scope_number
            and windows.as_of_date = ever_counted.as_of_date

    left join threads_counted
        on
            windows.scope_number = threads_counted.scope_number
            and windows.as_of_date = threads_counted.as_of_date

    left join pull_requests_counted
        on
            windows.scope_number = pull_requests_counted.scope_number
            and windows.as_of_date = pull_requests_counted.as_of_date

    left join open_ones_counted
        on
            windows.scope_number = open_ones_counted.scope_number
            and windows.as_of_date = open_ones_counted.as_of_date

    left join lines_summed
        on
            windows.scope_number = lines_summed.scope_number
            and windows.as_of_date = lines_summed.as_of_date

    left join active_days_counted
        on
            windows.scope_number = active_days_counted.scope_number
            and windows.as_of_date = active_days_counted.as_of_date

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

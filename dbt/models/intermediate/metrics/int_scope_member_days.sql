with

scope_activities as (

    select * from {{ ref('int_scope_activities') }}

),

contributions_counted as (

    select
        scope_number,
        person_number,
        organisation_number,
        count(*) as contribution_count,
        count(*) filter (where kind in ('commit_authored', 'commit_co_authored')) as commit_count,
        count(*) filter (
            where
            kind in (
                'commit_authored', 'commit_co_authored', 'pull_request_opened',
                'pull_request_reviewed', 'pull_request_commented', 'review_commented',
                'commit_commented'
            )
        ) as code_contribution_count,
        count(*) filter (where kind = 'pull_request_reviewed') as review_count,
        -- OpenDigger's weights in ten-thousandths, so that equal work is equal to the last digit.
        cast(
            sum(
                case
                    when kind in ('issue_commented', 'pull_request_commented') then 5252
                    when kind = 'issue_opened' then 22235
                    when kind = 'pull_request_opened' then 40679
                    when kind = 'review_commented' then 7427
                    else 0
                end
            ) as bigint
        ) as opendigger_credit,
        -- The clock of the last act: its time of day and its offset in one number, for one
        -- comparison finds both.
        max(
            {{ microseconds_from('activity_date', 'occurred_at') }} * 2048
            + utc_offset_minutes + 1024
        ) as timed_offset,
        activity_date,
        max(occurred_at) as last_at

    from scope_activities

    where
        is_contribution
        and not is_bot
        and person_number is not null

    group by all

),

clocks_read as (

    select
        scope_number,
        person_number,
        organisation_number,
        contribution_count,
        commit_count,
        code_contribution_count,
        review_count,
        opendigger_credit,
        -- Where the person was, by the clock of the last commit they had authored by then.
        cast(timed_offset % 2048 - 1024 as integer) as utc_offset_minutes,
        activity_date,
        last_at

    from contributions_counted

)

select * from clocks_read

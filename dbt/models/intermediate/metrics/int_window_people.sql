-- Of the day of the build only: it lists the people that int_window_equals counts.
with

windows as (

    select * from {{ ref('int_windows_of_day') }}

),

work_days as (

    select * from {{ ref('int_scope_work_days') }}

),

weeks_numbered as (

    select
        windows.window_number,
        work_days.person_number,
        work_days.contribution_count,
        work_days.commit_count,
        work_days.code_contribution_count,
        work_days.review_count,
        work_days.opendigger_credit,
        work_days.is_ever_employed,
        -- Weeks are counted back from the as-of date; a day beyond the last whole week is in none.
        case
            when
                work_days.contribution_count > 0
                and {{ days_from('work_days.activity_date', 'windows.as_of_date') }}
                <= windows.window_days - windows.window_days % 7
                then
                    cast(
                        pow(
                            2,
                            (
                                {{ days_from('work_days.activity_date', 'windows.as_of_date') }}
                                - 1
                            ) // 7
                        ) as bigint
                    )
            else 0
        end as active_week,
        -- The latest day's clock: date and offset in one number, for one comparison finds both.
        {{ days_from("date '1970-01-01'", 'work_days.activity_date') }} * 10000
        + work_days.utc_offset_minutes + 5000 as dated_offset

    from windows

    inner join work_days
        on
            windows.scope_number = work_days.scope_number
            and windows.starts_on <= work_days.activity_date
            and windows.as_of_date > work_days.activity_date

),

people_summed as (

    select
        window_number,
        person_number,
        cast(sum(contribution_count) as bigint) as contribution_count,
        cast(sum(commit_count) as bigint) as commit_count,
        cast(sum(code_contribution_count) as bigint) as code_contribution_count,
        cast(sum(review_count) as bigint) as review_count,
        cast(sum(opendigger_credit) as bigint) as opendigger_credit,
        cast(bit_count(bit_or(active_week)) as bigint) as active_week_count,
        cast(max(dated_offset) % 10000 - 5000 as integer) as utc_offset_minutes,
        bool_or(is_ever_employed) as is_ever_employed

    from weeks_numbered

    group by all

)

select * from people_summed

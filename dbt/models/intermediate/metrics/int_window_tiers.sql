{{ config(materialized='view') }}

-- Core is the smallest set that did half of the contributions; regular are those who, with it, did
-- 80 %, or who were there in three weeks of four; all others are casual. Of equals those come first
-- who were there in more weeks. Of the day of the build, where every person is listed.
with

windows as (

    select * from {{ ref('int_windows_of_day') }}

),

window_people as (

    select * from {{ ref('int_window_people') }}

    where contribution_count > 0

),

shares_accumulated as (

    select
        window_people.window_number,
        window_people.person_number,
        window_people.contribution_count,
        window_people.active_week_count,
        windows.window_days,
        sum(window_people.contribution_count) over (
            partition by window_people.window_number
            order by
                window_people.contribution_count desc,
                window_people.active_week_count desc,
                window_people.person_number
            rows between unbounded preceding and current row
        ) - window_people.contribution_count as contributions_before_count,
        sum(window_people.contribution_count) over (partition by window_people.window_number)
            as window_contribution_count

    from window_people

    inner join windows
        on window_people.window_number = windows.window_number

),

tiers_told as (

    select
        window_number,
        person_number,
        case
            when 2 * contributions_before_count < window_contribution_count then 'core'
            when
                5 * contributions_before_count < 4 * window_contribution_count
                or 4 * active_week_count >= 3 * (window_days // 7)
                then 'regular'
            else 'casual'
        end as tier

    from shares_accumulated

)

select * from tiers_told

-- Core is the smallest set that did half of the contributions; regular are those who, with it, did
-- 80 %, or who were there in three weeks of four; all others are casual.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

window_people as (

    select * from {{ ref('int_window_people') }}

    where contribution_count > 0

),

shares_accumulated as (

    select
        window_number,
        person_number,
        contribution_count,
        active_week_count,
        sum(contribution_count) over (
            partition by window_number
            order by contribution_count desc, person_number
            rows between unbounded preceding and current row
        ) - contribution_count as contributions_before_count,
        sum(contribution_count) over (partition by window_number) as window_contribution_count

    from window_people

),

tiers_told as (

    select
        shares_accumulated.window_number,
        shares_accumulated.person_number,
        case
            when
                2 * shares_accumulated.contributions_before_count
                < shares_accumulated.window_contribution_count
                then 'core'
            when
                5 * shares_accumulated.contributions_before_count
                < 4 * shares_accumulated.window_contribution_count
                or 4 * shares_accumulated.active_week_count >= 3 * (windows.window_days // 7)
                then 'regular'
            else 'casual'
        end as tier

    from shares_accumulated

    inner join windows
        on shares_accumulated.window_number = windows.window_number

)

select * from tiers_told

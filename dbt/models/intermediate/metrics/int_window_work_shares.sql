-- Who are equal is one row: how few people hold a share does not depend on the order of equals, and
-- there are far fewer counts than people.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

window_people as (

    select * from {{ ref('int_window_people') }}

),

window_organisations as (

    select * from {{ ref('int_window_organisations') }}

),

work_unioned as (

    select
        window_number,
        'commits' as work,
        commit_count as work_count

    from window_people

    union all

    select
        window_number,
        'commits_of_organisations' as work,
        commit_count as work_count

    from window_organisations

    union all

    select
        window_people.window_number,
        'code_activities' as work,
        window_people.code_contribution_count as work_count

    from window_people

    inner join windows
        on window_people.window_number = windows.window_number

    where windows.window_days = 365

    union all

    select
        window_number,
        'opendigger_activity' as work,
        opendigger_credit as work_count

    from window_people

),

equals_grouped as (

    select
        window_number,
        work,
        -- OpenDigger's activity is the root of the weighted sum.
        case
            when work = 'opendigger_activity' then sqrt(cast(work_count as double) / 10000)
            else cast(work_count as double)
        end as amount,
        count(*) as people_count

    from work_unioned

    where work_count > 0

    group by all

),

shares_accumulated as (

    select
        window_number,
        work,
        amount,
        people_count,
        coalesce(
            sum(amount * people_count) over (
                partition by window_number, work
                order by amount desc
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as amount_before,
        -- In a given order: the last digit of a sum of fractions depends on it.
        sum(amount * people_count) over (
            partition by window_number, work
            order by amount desc
            rows between unbounded preceding and unbounded following
        ) as window_amount,
        max(amount) over (partition by window_number, work) as top_amount

    from equals_grouped

)

select * from shares_accumulated

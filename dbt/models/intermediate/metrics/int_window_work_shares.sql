{{ config(materialized='view') }}

-- Who are equal is one row: how few people hold a share does not depend on the order of equals, and
-- there are far fewer counts than people.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

window_equals as (

    select * from {{ ref('int_window_equals') }}

),

window_employers as (

    select * from {{ ref('int_window_employers') }}

),

work_unioned as (

    select
        window_number,
        measure as work,
        cast(amount as double) as amount,
        people_count

    from window_equals

    where measure = 'commits'

    union all

    select
        window_equals.window_number,
        window_equals.measure as work,
        cast(window_equals.amount as double) as amount,
        window_equals.people_count

    from window_equals

    inner join windows
        on window_equals.window_number = windows.window_number

    where
        window_equals.measure = 'code_contributions'
        and windows.window_days = 365

    union all

    -- OpenDigger's activity is the root of the weighted sum.
    select
        window_number,
        measure as work,
        sqrt(cast(amount as double) / 10000) as amount,
        people_count

    from window_equals

    where measure = 'opendigger_credit'

    union all

    select
        window_number,
        'commits_of_organisations' as work,
        cast(amount as double) as amount,
        employer_count as people_count

    from window_employers

    where measure = 'commits'

),

equals_grouped as (

    select
        window_number,
        work,
        amount,
        sum(people_count) as people_count

    from work_unioned

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

-- Kaplan and Meier: the share still waiting after t hours is the product of (1 - answered at t /
-- waiting until t) over all t so far; who still waits leaves the count unanswered.
with

window_waits as (

    select * from {{ ref('int_window_waits') }}

    where kind in ('issue_first_response', 'pr_first_response')

),

waits_grouped as (

    select
        scope_type,
        scope_id,
        window_days,
        as_of_date,
        kind,
        wait_hours,
        count(*) as leaving_count,
        count(*) filter (where is_over) as answered_count

    from window_waits

    group by all

),

waiting_counted as (

    select
        scope_type,
        scope_id,
        window_days,
        as_of_date,
        kind,
        wait_hours,
        answered_count,
        sum(leaving_count) over (
            partition by scope_type, scope_id, window_days, as_of_date, kind
            order by wait_hours desc
            rows between unbounded preceding and current row
        ) as waiting_count

    from waits_grouped

),

survival_estimated as (

    select
        scope_type,
        scope_id,
        window_days,
        as_of_date,
        kind,
        wait_hours,
        -- A product as the sum of logarithms; where everybody left is answered nobody waits on.
        sum(
            case
                when answered_count = waiting_count then -1e9
                else ln(1.0 - cast(answered_count as double) / waiting_count)
            end
        ) over (
            partition by scope_type, scope_id, window_days, as_of_date, kind
            order by wait_hours
            rows between unbounded preceding and current row
        ) as survival_logarithm

    from waiting_counted

),

medians_picked as (

    select
        scope_type,
        scope_id,
        window_days,
        as_of_date,
        kind,
        min(wait_hours) as kaplan_meier_median_hours

    from survival_estimated

    -- One half exactly counts, whatever the last digit of the logarithms says.
    where survival_logarithm <= ln(0.5) + 1e-9

    group by all

)

select * from medians_picked

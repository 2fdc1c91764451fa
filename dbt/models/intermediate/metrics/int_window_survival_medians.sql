-- Kaplan and Meier: of n who wait until an answer comes, 1 - 1/n wait on; the share that still
-- waits after t hours is the product over all answers so far. Who waits until the as-of date
-- leaves the count without an answer, after those answered in the same instant.
with

window_waits as (

    select * from {{ ref('int_window_waits') }}

    where kind in ('issue_first_response', 'pr_first_response', 'pr_first_review')

),

waiting_counted as (

    select
        window_number,
        kind,
        wait_hours,
        is_over,
        row_number() over (
            partition by window_number, kind
            order by wait_hours desc, is_over
        ) as waiting_count

    from window_waits

),

survival_estimated as (

    select
        window_number,
        kind,
        wait_hours,
        -- A product as the sum of logarithms; after the answer to the last one nobody waits.
        sum(
            case
                when not is_over then 0
                when waiting_count = 1 then -1e9
                else ln(1 - 1.0 / waiting_count)
            end
        ) over (
            partition by window_number, kind
            order by waiting_count desc
            rows between unbounded preceding and current row
        ) as survival_logarithm

    from waiting_counted

),

medians_picked as (

    select
        window_number,
        kind,
        min(wait_hours) as kaplan_meier_median_hours

    from survival_estimated

    -- One half exactly counts, whatever the last digit of the logarithms says.
    where survival_logarithm <= ln(0.5) + 1e-9

    group by all

)

select * from medians_picked

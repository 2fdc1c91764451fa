with

person_days as (

    select * from {{ ref('int_scope_person_days') }}

    where activity_date < date_trunc('month', {{ as_of_date() }})

),

scopes as (

    select * from {{ ref('int_scopes') }}

),

scopes_observed as (

    select * from {{ ref('int_scopes_observed') }}

    where has_history

),

months_listed as (

    select
        person_days.scope_number,
        person_days.person_number,
        cast(date_trunc('month', person_days.activity_date) as date) as active_month

    from person_days

    inner join scopes_observed
        on person_days.scope_number = scopes_observed.scope_number

    group by all

),

joining_months_found as (

    select
        *,
        min(active_month) over (partition by scope_number, person_number) as joining_month

    from months_listed

),

survivors_counted as (

    select
        scope_number,
        date_diff('month', joining_month, active_month) as months_later,
        count(*) as survivor_count,
        joining_month

    from joining_months_found

    group by all

),

-- Every whole month since, also those in which nobody of the cohort came.
months_laid as (

    select
        scope_number,
        survivor_count as cohort_size,
        joining_month,
        unnest(
            range(0, date_diff('month', joining_month, cast({{ as_of_date() }} as date)))
        ) as months_later

    from survivors_counted

    where months_later = 0

),

cohorts_joined as (

    select
        scopes.scope_type,
        scopes.scope_id,
        scopes.scope_name,
        case
            when months_laid.cohort_size < {{ var('minimum_cohort') }} then 'too_few_observations'
        end as unknown_reason,
        months_laid.months_later,
        months_laid.cohort_size,
        coalesce(survivors_counted.survivor_count, 0) as survivor_count,
        case
            when months_laid.cohort_size >= {{ var('minimum_cohort') }}
                then
                    cast(coalesce(survivors_counted.survivor_count, 0) as double)
                    / months_laid.cohort_size
        end as survival_ratio,
        months_laid.joining_month >= scopes_observed.observed_from_date as is_wholly_observed,
        {{ as_of_date() }} as as_of_date,
        months_laid.joining_month

    from months_laid

    inner join scopes
        on months_laid.scope_number = scopes.scope_number

    inner join scopes_observed
        on months_laid.scope_number = scopes_observed.scope_number

    left join survivors_counted
        on
            months_laid.scope_number = survivors_counted.scope_number
            and months_laid.joining_month = survivors_counted.joining_month
            and months_laid.months_later = survivors_counted.months_later

)

select
    scope_type,
    scope_id,
    scope_name,
    unknown_reason,
    months_later,
    cohort_size,
    survivor_count,
    survival_ratio,
    is_wholly_observed,
    as_of_date,
    joining_month

from cohorts_joined

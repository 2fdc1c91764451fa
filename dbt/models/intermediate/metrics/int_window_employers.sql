-- Who has no employer is an organisation of one. Employers that did as much are one row, as people
-- are in int_window_equals; whoever never had an employer in the scope is told by it already.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

window_equals as (

    select * from {{ ref('int_window_equals') }}

),

member_days as (

    select * from {{ ref('int_scope_member_days') }}

),

person_days as (

    select * from {{ ref('int_scope_person_days') }}

),

employed_people as (

    select distinct
        scope_number,
        person_number

    from person_days

    where is_ever_employed

),

employer_days_summed as (

    select
        member_days.scope_number,
        member_days.organisation_number,
        case
            when member_days.organisation_number is null then member_days.person_number
        end as individual_number,
        sum(member_days.contribution_count) as contribution_count,
        sum(member_days.commit_count) as commit_count,
        sum(member_days.review_count) as review_count,
        member_days.activity_date

    from member_days

    inner join employed_people
        on
            member_days.scope_number = employed_people.scope_number
            and member_days.person_number = employed_people.person_number

    group by all

),

employers_summed as (

    select
        windows.window_number,
        employer_days_summed.organisation_number,
        employer_days_summed.individual_number,
        cast(sum(employer_days_summed.contribution_count) as bigint) as contributions,
        cast(sum(employer_days_summed.commit_count) as bigint) as commits,
        cast(sum(employer_days_summed.review_count) as bigint) as reviews

    from windows

    inner join employer_days_summed
        on
            windows.scope_number = employer_days_summed.scope_number
            and windows.starts_on <= employer_days_summed.activity_date
            and windows.as_of_date > employer_days_summed.activity_date

    group by all

),

measures_listed as (

    select *

    from employers_summed
    unpivot (
        amount for measure in (contributions, commits, reviews)
    )

),

unioned as (

    select
        window_number,
        measure,
        organisation_number is not null as is_organisation,
        amount,
        1 as employer_count

    from measures_listed

    where amount > 0

    union all

    select
        window_number,
        measure,
        false as is_organisation,
        amount,
        people_count as employer_count

    from window_equals

    where
        measure in ('contributions', 'commits', 'reviews')
        and not is_ever_employed

),

equals_grouped as (

    select
        window_number,
        measure,
        is_organisation,
        amount,
        cast(sum(employer_count) as bigint) as employer_count

    from unioned

    group by all

)

select * from equals_grouped

-- Who has no employer is an organisation of one. Whoever never had one in the scope is counted as
-- they are among the people; only the days of the others have to be told apart by employer.
with

windows as (

    select * from {{ ref('int_windows_watched') }}

),

window_people as (

    select * from {{ ref('int_window_people') }}

    where contribution_count > 0

),

member_days as (

    select * from {{ ref('int_scope_member_days') }}

),

employed_people as (

    select distinct
        scope_number,
        person_number

    from member_days

    where organisation_number is not null

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
        cast(sum(employer_days_summed.contribution_count) as bigint) as contribution_count,
        cast(sum(employer_days_summed.commit_count) as bigint) as commit_count,
        cast(sum(employer_days_summed.review_count) as bigint) as review_count

    from windows

    inner join employer_days_summed
        on
            windows.scope_number = employer_days_summed.scope_number
            and windows.starts_on <= employer_days_summed.activity_date
            and windows.as_of_date > employer_days_summed.activity_date

    group by all

),

individuals_listed as (

    select
        window_people.window_number,
        cast(null as bigint) as organisation_number,
        window_people.person_number as individual_number,
        window_people.contribution_count,
        window_people.commit_count,
        window_people.review_count

    from window_people

    inner join windows
        on window_people.window_number = windows.window_number

    left join employed_people
        on
            windows.scope_number = employed_people.scope_number
            and window_people.person_number = employed_people.person_number

    where employed_people.person_number is null

),

unioned as (

    select * from employers_summed

    union all

    select * from individuals_listed

)

select * from unioned

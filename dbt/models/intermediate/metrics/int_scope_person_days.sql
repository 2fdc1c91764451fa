with

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

employed_marked as (

    select
        member_days.*,
        employed_people.person_number is not null as is_ever_employed

    from member_days

    left join employed_people
        on
            member_days.scope_number = employed_people.scope_number
            and member_days.person_number = employed_people.person_number

),

-- Whoever never had an employer has one row a day already: that is most people.
individuals_told as (

    select
        scope_number,
        person_number,
        contribution_count,
        commit_count,
        code_contribution_count,
        review_count,
        opendigger_credit,
        utc_offset_minutes,
        is_ever_employed,
        activity_date

    from employed_marked

    where not is_ever_employed

),

employers_summed as (

    select
        scope_number,
        person_number,
        cast(sum(contribution_count) as bigint) as contribution_count,
        cast(sum(commit_count) as bigint) as commit_count,
        cast(sum(code_contribution_count) as bigint) as code_contribution_count,
        cast(sum(review_count) as bigint) as review_count,
        cast(sum(opendigger_credit) as bigint) as opendigger_credit,
        arg_max(utc_offset_minutes, (last_at, utc_offset_minutes)) as utc_offset_minutes,
        is_ever_employed,
        activity_date

    from employed_marked

    where is_ever_employed

    group by all

),

unioned as (

    select * from individuals_told

    union all

    select * from employers_summed

)

select * from unioned

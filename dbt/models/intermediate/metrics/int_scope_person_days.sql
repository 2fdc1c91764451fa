with

member_days as (

    select * from {{ ref('int_scope_member_days') }}

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
        activity_date

    from member_days

    group by all

),

-- Whoever never had an employer needs no telling apart of days by employer.
employed_people as (

    select distinct
        scope_number,
        person_number

    from member_days

    where organisation_number is not null

),

employed_marked as (

    select
        employers_summed.scope_number,
        employers_summed.person_number,
        employers_summed.contribution_count,
        employers_summed.commit_count,
        employers_summed.code_contribution_count,
        employers_summed.review_count,
        employers_summed.opendigger_credit,
        employers_summed.utc_offset_minutes,
        employed_people.person_number is not null as is_ever_employed,
        employers_summed.activity_date

    from employers_summed

    left join employed_people
        on
            employers_summed.scope_number = employed_people.scope_number
            and employers_summed.person_number = employed_people.person_number

)

select * from employed_marked

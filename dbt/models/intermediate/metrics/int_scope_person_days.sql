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
        bool_or(organisation_number is not null) as is_employed,
        activity_date

    from member_days

    group by all

),

employed_marked as (

    select
        scope_number,
        person_number,
        contribution_count,
        commit_count,
        code_contribution_count,
        review_count,
        opendigger_credit,
        utc_offset_minutes,
        -- Whoever never had an employer needs no telling apart of days by employer.
        bool_or(is_employed) over (partition by scope_number, person_number) as is_ever_employed,
        activity_date

    from employers_summed

)

select * from employed_marked

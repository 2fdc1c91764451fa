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

)

select * from employers_summed

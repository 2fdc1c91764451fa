-- What people did by day, and what OpenDigger credits them with on the day of a merge; both may be
-- there for one day.
{{ config(materialized='view') }}

with

person_days as (

    select * from {{ ref('int_scope_person_days') }}

),

scope_merges as (

    select * from {{ ref('int_scope_merges') }}

),

merges_counted as (

    select
        scope_number,
        person_number,
        -- OpenDigger credits a merge to the author, with this weight.
        20339 * count(*) as opendigger_credit,
        merged_date as activity_date

    from scope_merges

    group by all

),

days_unioned as (

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

    from person_days

    union all

    select
        scope_number,
        person_number,
        0 as contribution_count,
        0 as commit_count,
        0 as code_contribution_count,
        0 as review_count,
        opendigger_credit,
        cast(null as integer) as utc_offset_minutes,
        false as is_ever_employed,
        activity_date

    from merges_counted

)

select * from days_unioned

{{ config(materialized='view') }}

-- One row per scope, person and day with code written, offered or reviewed.
with

activities as (

    select * from {{ ref('int_scope_activities') }}

    where
        kind in ('commit_authored', 'pull_request_opened', 'pull_request_reviewed')
        and not is_bot
        and person_number is not null

),

days_listed as (

    select distinct
        scope_number,
        person_number,
        activity_date

    from activities

)

select * from days_listed

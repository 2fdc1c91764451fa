{{ config(materialized='view') }}

with

activities as (

    select * from {{ ref('fct_activities') }}

),

contributors as (

    select * from {{ ref('int_contributors_numbered') }}

),

offsets_told as (

    select
        contributors.person_number,
        arg_min(activities.utc_offset_minutes, activities.activity_id) as utc_offset_minutes,
        activities.occurred_at as from_at

    from activities

    inner join contributors
        on activities.person_id = contributors.person_id

    where
        activities.kind = 'commit_authored'
        and not activities.is_bot
        -- What lies beyond is no place on earth.
        and activities.utc_offset_minutes between -12 * 60 and 14 * 60

    group by all

),

offsets_before_found as (

    select
        *,
        lag(utc_offset_minutes) over (
            partition by person_number
            order by from_at
        ) as offset_before_minutes

    from offsets_told

),

changes_kept as (

    select
        person_number,
        utc_offset_minutes,
        from_at

    from offsets_before_found

    where offset_before_minutes is null or offset_before_minutes != utc_offset_minutes

)

select * from changes_kept

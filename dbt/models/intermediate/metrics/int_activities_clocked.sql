with

activities as (

    select * from {{ ref('fct_activities') }}

),

contributors as (

    select * from {{ ref('int_contributors_numbered') }}

),

utc_offsets as (

    select * from {{ ref('int_person_utc_offsets') }}

),

people_numbered as (

    select
        activities.activity_id,
        activities.repository_id,
        activities.person_id,
        contributors.person_number,
        activities.organisation_id,
        activities.kind,
        activities.is_bot,
        activities.is_contribution,
        activities.occurred_at

    from activities

    left join contributors
        on activities.person_id = contributors.person_id

    where activities.occurred_at < {{ as_of_date() }}

),

-- A commit tells the author's clock; of other acts it is the one of the author's commit before.
clocks_read as (

    select
        people_numbered.activity_id,
        people_numbered.repository_id,
        people_numbered.person_id,
        people_numbered.person_number,
        people_numbered.organisation_id,
        people_numbered.kind,
        utc_offsets.utc_offset_minutes,
        people_numbered.is_bot,
        people_numbered.is_contribution,
        people_numbered.occurred_at

    from people_numbered

    asof left join utc_offsets
        on
            people_numbered.person_number = utc_offsets.person_number
            and people_numbered.occurred_at >= utc_offsets.from_at

)

select * from clocks_read

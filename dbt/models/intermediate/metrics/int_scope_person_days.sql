with

scope_activities as (

    select * from {{ ref('int_scope_activities') }}

),

contributions_counted as (

    select
        scope_number,
        person_number,
        count(*) as contribution_count,
        count(*) filter (where kind = 'commit_authored') as commit_count,
        activity_date

    from scope_activities

    where
        is_contribution
        and not is_bot
        and person_number is not null

    group by all

)

select * from contributions_counted

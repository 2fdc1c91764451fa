with

activities as (

    select * from {{ ref('int_activities_unioned') }}

),

first_acts_found as (

    -- Who is a co-author depends on who is the same person elsewhere: not told here.
    select
        repository_id,
        identity_id,
        min(occurred_at) as first_act_at

    from activities

    where identity_id is not null and kind != 'commit_co_authored'

    group by all

)

select * from first_acts_found

{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

-- Whoever wrote commits is in int_repository_commit_authors. Who is a co-author depends on who is
-- the same person elsewhere: not told here.
with

activities as (

    select * from {{ ref('int_activities_unioned') }}

    where kind not in ('commit_authored', 'commit_co_authored')
    {{ with_news('and') }}

),

first_acts_found as (

    select
        repository_id,
        identity_id,
        min(occurred_at) as first_act_at

    from activities

    where identity_id is not null

    group by all

)

select * from first_acts_found

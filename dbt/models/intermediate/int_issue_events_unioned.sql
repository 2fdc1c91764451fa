{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_issue_events as (

    select * from {{ ref('stg_github__issue_events') }}

),

gitee_issue_events as (

    select * from {{ ref('stg_gitee__issue_events') }}

),

gharchive_issue_events as (

    select * from {{ ref('stg_gharchive__issue_events') }}

),

sources_unioned as (

    select * from github_issue_events

    union all

    select * from gitee_issue_events

    union all

    select * from gharchive_issue_events

)

select * from sources_unioned

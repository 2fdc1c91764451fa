{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_forks as (

    select * from {{ ref('stg_github__forks') }}

),

gharchive_forks as (

    select * from {{ ref('stg_gharchive__forks') }}

),

sources_unioned as (

    select * from github_forks

    union all

    select * from gharchive_forks

),

forks_told_once as (

    select
        platform,
        repository_id,
        fork_id,
        max(account_id) as account_id,
        max(url) as url,
        count(distinct source) as source_count,
        min(forked_at) as forked_at,
        min(landed_at) as first_landed_at

    from sources_unioned

    group by all

)

select * from forks_told_once

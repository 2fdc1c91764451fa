{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_discussions as (

    select * from {{ ref('stg_github__discussions') }}

    where opened_at is not null

),

discussions_told_once as (

    select
        platform,
        repository_id,
        discussion_id,
        max(account_id) as account_id,
        max(url) as url,
        count(distinct source) as source_count,
        bool_or(is_opening) as is_witnessed,
        min(opened_at) as opened_at,
        min(landed_at) as first_landed_at

    from github_discussions

    group by all

)

select * from discussions_told_once

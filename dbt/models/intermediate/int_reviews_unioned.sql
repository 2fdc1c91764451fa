{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_reviews as (

    select * from {{ ref('stg_github__reviews') }}

),

gitee_reviews as (

    select * from {{ ref('stg_gitee__reviews') }}

),

gharchive_reviews as (

    select * from {{ ref('stg_gharchive__reviews') }}

),

sources_unioned as (

    select * from github_reviews

    union all

    select * from gitee_reviews

    union all

    select * from gharchive_reviews

),

reviews_told_once as (

    select
        platform,
        repository_id,
        review_id,
        max(pull_request_id) as pull_request_id,
        max(account_id) as account_id,
        -- A dismissed review was something else when it was submitted.
        coalesce(max(state) filter (where state != 'dismissed'), max(state)) as state,
        max(url) as url,
        count(distinct source) as source_count,
        min(submitted_at) as submitted_at,
        min(landed_at) as first_landed_at

    from sources_unioned

    group by all

)

select * from reviews_told_once

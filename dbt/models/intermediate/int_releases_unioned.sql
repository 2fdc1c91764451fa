{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_releases as (

    select * from {{ ref('stg_github__releases') }}

),

gharchive_releases as (

    select * from {{ ref('stg_gharchive__releases') }}

),

sources_unioned as (

    select * from github_releases

    union all

    select * from gharchive_releases

),

newest_tellings_picked as (

    select
        *,
        min(published_at) over (partition by release_id) as first_published_at,
        min(landed_at) over (partition by release_id) as first_landed_at

    from sources_unioned

    qualify
        row_number() over (partition by release_id order by told_at desc, source, delivery_id) = 1

),

releases_told_once as (

    select
        platform,
        repository_id,
        release_id,
        account_id,
        tag_name,
        release_name,
        url,
        is_prerelease,
        first_published_at as published_at,
        first_landed_at

    from newest_tellings_picked

)

select * from releases_told_once

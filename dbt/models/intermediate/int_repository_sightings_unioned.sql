{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

-- depends_on: {{ ref('stg_news__repositories') }}
with

github_repositories as (

    select * from {{ ref('stg_github__repositories') }}

    {{ with_news() }}

),

gitee_repositories as (

    select * from {{ ref('stg_gitee__repositories') }}

    {{ with_news() }}

),

gharchive_repositories as (

    select * from {{ ref('stg_gharchive__repositories') }}

    {{ with_news() }}

),

git_repositories as (

    select * from {{ ref('stg_git__repositories') }}

    {{ with_news() }}

),

sources_unioned as (

    select * from github_repositories

    union all

    select * from gitee_repositories

    union all

    select * from gharchive_repositories

    union all

    select * from git_repositories

),

sightings_summed_up as (

    select
        platform,
        repository_id,
        owner_account_id,
        full_name,
        url,
        default_branch,
        description,
        primary_language,
        license_name,
        owner_type,
        is_fork,
        is_archived,
        created_at,
        min(seen_at) as first_seen_at,
        max(seen_at) as last_seen_at

    from sources_unioned

    group by all

)

select * from sightings_summed_up

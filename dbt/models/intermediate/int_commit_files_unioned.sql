{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_commit_files as (

    select * from {{ ref('stg_github__commit_files') }}

),

gitee_commit_files as (

    select * from {{ ref('stg_gitee__commit_files') }}

),

git_commit_files as (

    select * from {{ ref('stg_git__commit_files') }}

),

sources_unioned as (

    select * from github_commit_files

    union all

    select * from gitee_commit_files

    union all

    select
        source,
        platform,
        repository_id,
        commit_sha,
        delivery_id,
        path,
        change,
        added_line_count,
        removed_line_count,
        landed_at

    from git_commit_files

),

changes_told_once as (

    -- A forge takes a rename for an addition and a removal, git may know better.
    select
        platform,
        repository_id,
        commit_sha,
        path,
        coalesce(max(change) filter (where source = 'git'), min(change)) as change,
        max(added_line_count) as added_line_count,
        max(removed_line_count) as removed_line_count,
        count(distinct source) as source_count,
        min(landed_at) as first_landed_at

    from sources_unioned

    group by platform, repository_id, commit_sha, path

)

select * from changes_told_once

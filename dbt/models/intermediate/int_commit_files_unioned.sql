with

github_commit_files as (

    select * from {{ ref('stg_github__commit_files') }}

),

gitee_commit_files as (

    select * from {{ ref('stg_gitee__commit_files') }}

),

sources_unioned as (

    select * from github_commit_files

    union all

    select * from gitee_commit_files

),

changes_told_once as (

    -- A forge that takes a rename for an addition and a removal tells of two paths.
    select
        platform,
        repository_id,
        commit_sha,
        path,
        min(change) as change,
        max(added_line_count) as added_line_count,
        max(removed_line_count) as removed_line_count,
        count(distinct source) as source_count,
        min(landed_at) as first_landed_at

    from sources_unioned

    group by platform, repository_id, commit_sha, path

)

select * from changes_told_once

{{ config(materialized='view') }}

-- Lines are told by git alone: of a forge's deliveries we know that there was a commit.
with

commits as (

    select * from {{ ref('fct_commits') }}

),

files as (

    select * from {{ ref('int_commit_files_unioned') }}

    where added_line_count is not null

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

files_told_once as (

    select
        commit_sha,
        path,
        max(added_line_count + removed_line_count) as line_count

    from files

    group by all

),

commits_measured as (

    select
        commit_sha,
        sum(line_count) as line_count

    from files_told_once

    group by all

),

-- A commit that several repositories of a scope hold counts once.
commits_of_scopes as (

    select
        scope_repositories.scope_number,
        commits.commit_sha,
        min(cast(commits.authored_at as date)) as activity_date

    from commits

    inner join scope_repositories
        on commits.repository_id = scope_repositories.repository_id

    group by all

),

days_summed as (

    select
        commits_of_scopes.scope_number,
        count(*) as commit_count,
        count(commits_measured.commit_sha) as measured_commit_count,
        coalesce(sum(commits_measured.line_count), 0) as line_count,
        commits_of_scopes.activity_date

    from commits_of_scopes

    left join commits_measured
        on commits_of_scopes.commit_sha = commits_measured.commit_sha

    group by all

)

select * from days_summed

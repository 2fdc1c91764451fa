with

commits as (

    select * from {{ ref('fct_commits') }}

    where
        not is_bot
        and not is_merge
        and authored_at < {{ as_of_date() }}

),

file_changes as (

    select * from {{ ref('int_file_changes') }}

),

commits_with_paths as (

    select distinct
        repository_id,
        commit_sha

    from file_changes

),

days_counted as (

    select
        commits.repository_id,
        count(*) as commit_count,
        count(commits_with_paths.commit_sha) as commit_with_paths_count,
        cast(commits.authored_at as date) as commit_date

    from commits

    left join commits_with_paths
        on
            commits.repository_id = commits_with_paths.repository_id
            and commits.commit_sha = commits_with_paths.commit_sha

    group by all

)

select * from days_counted

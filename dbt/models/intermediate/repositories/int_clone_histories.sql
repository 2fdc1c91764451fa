{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

-- A clone tells everything since its first commit, a shallow one since the last that its edge cut
-- off: both have no parents there.
with

git_commits as (

    select * from {{ ref('stg_git__commits') }}

),

git_repositories as (

    select * from {{ ref('stg_git__repositories') }}

    {{ with_news() }}

),

commits as (

    select * from {{ ref('int_commits_told') }}

    {{ with_news() }}

),

beginnings_found as (

    -- A deeper clone may have told the same commit with its parents since.
    select
        repository_id,
        commit_sha,
        bool_and(is_shallow) as is_edge

    from git_commits

    group by all

    having max(parent_count) = 0

),

histories_summed as (

    select
        beginnings_found.repository_id,
        coalesce(
            max(commits.authored_at) filter (where beginnings_found.is_edge),
            min(commits.authored_at)
        ) as told_from

    from beginnings_found

    inner join commits
        on
            beginnings_found.repository_id = commits.repository_id
            and beginnings_found.commit_sha = commits.commit_sha

    group by all

),

names_compared as (

    select
        histories_summed.repository_id,
        git_repositories.repository_id is not null as is_known_by_name_only,
        histories_summed.told_from

    from histories_summed

    left join git_repositories
        on histories_summed.repository_id = git_repositories.repository_id

)

select * from names_compared

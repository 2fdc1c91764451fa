{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

-- A pull request tells its newest commit only. What a push listed together with that one, or with
-- the one that it was merged as, came with it.
with

pull_request_events as (

    select * from {{ ref('int_pull_request_events_unioned') }}

    {{ with_news() }}

),

github_commits as (

    select * from {{ ref('stg_github__commits') }}

),

gitee_commits as (

    select * from {{ ref('stg_gitee__commits') }}

),

commits_unioned as (

    select
        repository_id,
        commit_sha,
        delivery_id,
        is_merge,
        authored_at

    from github_commits

    union all

    select
        repository_id,
        commit_sha,
        delivery_id,
        is_merge,
        authored_at

    from gitee_commits

),

marks_listed as (

    select
        pull_request_id,
        repository_id,
        head_sha as commit_sha

    from pull_request_events

    where head_sha is not null

    union

    select
        pull_request_id,
        repository_id,
        merge_commit_sha as commit_sha

    from pull_request_events

    where
        merge_commit_sha is not null
        and is_merged

),

deliveries_found as (

    select distinct
        marks_listed.pull_request_id,
        commits_unioned.repository_id,
        commits_unioned.delivery_id

    from marks_listed

    inner join commits_unioned
        on
            marks_listed.repository_id = commits_unioned.repository_id
            and marks_listed.commit_sha = commits_unioned.commit_sha

),

commits_found as (

    select
        deliveries_found.pull_request_id,
        deliveries_found.repository_id,
        commits_unioned.commit_sha,
        min(commits_unioned.authored_at) as authored_at

    from deliveries_found

    inner join commits_unioned
        on
            deliveries_found.repository_id = commits_unioned.repository_id
            and deliveries_found.delivery_id = commits_unioned.delivery_id

    where
        not commits_unioned.is_merge
        and commits_unioned.authored_at is not null

    group by all

)

select * from commits_found

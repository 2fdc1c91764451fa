{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_pull_request_events as (

    select * from {{ ref('stg_github__pull_request_events') }}

),

gitee_pull_request_events as (

    select * from {{ ref('stg_gitee__pull_request_events') }}

),

gharchive_pull_request_events as (

    select * from {{ ref('stg_gharchive__pull_request_events') }}

),

sources_unioned as (

    select * from github_pull_request_events

    union all

    select * from gitee_pull_request_events

    union all

    select * from gharchive_pull_request_events

),

pull_requests_identified as (

    select
        source,
        platform,
        repository_id,
        -- A comment shows a pull request by its number only; without another event of it,
        -- repository and number stand in for the id.
        coalesce(
            pull_request_id,
            max(pull_request_id) over (partition by repository_id, pull_request_number),
            repository_id || '#' || pull_request_number
        ) as pull_request_id,
        account_id,
        author_account_id,
        merger_account_id,
        delivery_id,
        pull_request_number,
        title,
        url,
        action,
        state,
        label_names,
        head_ref,
        head_sha,
        base_ref,
        merge_commit_sha,
        is_draft,
        is_merged,
        opened_at,
        merged_at,
        closed_at,
        updated_at,
        landed_at

    from sources_unioned

)

select * from pull_requests_identified

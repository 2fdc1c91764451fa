{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_comments as (

    select * from {{ ref('stg_github__comments') }}

),

gitee_comments as (

    select * from {{ ref('stg_gitee__comments') }}

),

gharchive_comments as (

    select * from {{ ref('stg_gharchive__comments') }}

),

sources_unioned as (

    select * from github_comments

    union all

    select * from gitee_comments

    union all

    select * from gharchive_comments

),

pull_request_events as (

    select * from {{ ref('int_pull_request_events_unioned') }}

    {{ with_news() }}

),

pull_requests_numbered as (

    select
        repository_id,
        pull_request_number,
        max(pull_request_id) as pull_request_id

    from pull_request_events

    group by all

),

parents_found as (

    select
        sources_unioned.source,
        sources_unioned.platform,
        sources_unioned.repository_id,
        sources_unioned.comment_id,
        sources_unioned.account_id,
        coalesce(
            sources_unioned.parent_object_id, pull_requests_numbered.pull_request_id
        ) as parent_object_id,
        sources_unioned.kind,
        sources_unioned.url,
        sources_unioned.commented_at,
        sources_unioned.landed_at

    from sources_unioned

    left join pull_requests_numbered
        on
            sources_unioned.kind = 'pull_request_commented'
            and sources_unioned.repository_id = pull_requests_numbered.repository_id
            and sources_unioned.parent_number = pull_requests_numbered.pull_request_number

),

comments_told_once as (

    select
        platform,
        repository_id,
        comment_id,
        kind,
        max(account_id) as account_id,
        max(parent_object_id) as parent_object_id,
        max(url) as url,
        count(distinct source) as source_count,
        min(commented_at) as commented_at,
        min(landed_at) as first_landed_at

    from parents_found

    group by all

)

select * from comments_told_once

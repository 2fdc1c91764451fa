{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_pushes as (

    select * from {{ ref('stg_github__pushes') }}

),

gitee_pushes as (

    select * from {{ ref('stg_gitee__pushes') }}

),

gharchive_pushes as (

    select * from {{ ref('stg_gharchive__pushes') }}

),

sources_unioned as (

    -- Deleting a branch brings nothing into the repository.
    select * from github_pushes where not coalesce(is_deleted, false)

    union all

    select * from gitee_pushes where not coalesce(is_deleted, false)

    union all

    select * from gharchive_pushes where not coalesce(is_deleted, false)

),

webhook_acts as (

    select distinct
        repository_id,
        ref,
        before_sha,
        after_sha,
        pushed_at

    from sources_unioned

    where source != 'gharchive'

),

archive_times_matched as (

    -- The archive's time differs from the webhook's by seconds: within a minute it is one act.
    -- Mirrors do move a branch to and fro every hour.
    select
        sources_unioned.delivery_id,
        min(webhook_acts.pushed_at) as webhook_pushed_at

    from sources_unioned

    inner join webhook_acts
        on
            sources_unioned.repository_id = webhook_acts.repository_id
            and sources_unioned.ref = webhook_acts.ref
            and sources_unioned.before_sha = webhook_acts.before_sha
            and sources_unioned.after_sha = webhook_acts.after_sha
            and sources_unioned.pushed_at >= webhook_acts.pushed_at - interval '1' minute
            and sources_unioned.pushed_at <= webhook_acts.pushed_at + interval '1' minute

    where sources_unioned.source = 'gharchive'

    group by all

),

acts_timed as (

    select
        sources_unioned.source,
        sources_unioned.platform,
        sources_unioned.repository_id,
        sources_unioned.account_id,
        concat(
            sources_unioned.ref, '@', sources_unioned.before_sha, '..', sources_unioned.after_sha
        ) as push_id,
        sources_unioned.url,
        sources_unioned.commit_count,
        sources_unioned.is_default_branch,
        sources_unioned.is_truncated,
        sources_unioned.is_forced,
        coalesce(archive_times_matched.webhook_pushed_at, sources_unioned.pushed_at) as pushed_at,
        sources_unioned.landed_at

    from sources_unioned

    left join archive_times_matched
        on
            sources_unioned.delivery_id = archive_times_matched.delivery_id
            and sources_unioned.source = 'gharchive'

),

pushes_told_once as (

    select
        platform,
        repository_id,
        push_id,
        max(account_id) as account_id,
        max(url) as url,
        max(commit_count) as commit_count,
        cast(bit_count(bit_or({{ source_bit('source') }})) as bigint) as source_count,
        bool_or(is_default_branch) as is_default_branch,
        bool_and(is_truncated) as is_truncated,
        bool_or(is_forced) as is_forced,
        pushed_at,
        min(landed_at) as first_landed_at

    from acts_timed

    group by platform, repository_id, push_id, pushed_at

)

select * from pushes_told_once

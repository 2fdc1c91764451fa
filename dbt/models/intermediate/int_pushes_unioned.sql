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

    select * from github_pushes

    union all

    select * from gitee_pushes

    union all

    select * from gharchive_pushes

),

tellings_ordered as (

    select
        *,
        lag(pushed_at) over (
            partition by repository_id, ref, before_sha, after_sha
            order by pushed_at
        ) as previous_pushed_at

    from sources_unioned

),

acts_numbered as (

    -- The same move of a branch may happen again, but hardly within the hour.
    select
        *,
        sum(case when pushed_at <= previous_pushed_at + interval '1' hour then 0 else 1 end) over (
            partition by repository_id, ref, before_sha, after_sha
            order by pushed_at
        ) as act_number

    from tellings_ordered

),

pushes_told_once as (

    select
        platform,
        repository_id,
        ref || '@' || before_sha || '..' || after_sha as push_id,
        max(account_id) as account_id,
        max(url) as url,
        max(commit_count) as commit_count,
        count(distinct source) as source_count,
        bool_and(is_truncated) as is_truncated,
        min(pushed_at) as pushed_at,
        min(landed_at) as first_landed_at

    from acts_numbered

    group by platform, repository_id, ref, before_sha, after_sha, act_number

)

select * from pushes_told_once

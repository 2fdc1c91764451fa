{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

github_commits as (

    select * from {{ ref('stg_github__commits') }}

),

gitee_commits as (

    select * from {{ ref('stg_gitee__commits') }}

),

gharchive_commits as (

    select * from {{ ref('stg_gharchive__commits') }}

),

git_commits as (

    select * from {{ ref('stg_git__commits') }}

),

sources_unioned as (

    select * from github_commits

    union all

    select * from gitee_commits

    union all

    select * from gharchive_commits

    union all

    select
        source,
        platform,
        repository_id,
        commit_sha,
        author_account_id,
        delivery_id,
        author_name,
        author_email,
        author_login,
        url,
        file_count,
        utc_offset_minutes,
        is_merge,
        is_default_branch,
        authored_at,
        listed_at,
        landed_at

    from git_commits

),

tellings_compared as (

    select
        *,
        -- Forges do not list parents: their merges are told by the message.
        bool_or(is_merge) over (partition by repository_id, commit_sha) as is_any_merge,
        bool_or(is_default_branch) over (partition by repository_id, commit_sha)
            as is_on_default_branch,
        bit_or({{ source_bit('source') }}) over (partition by repository_id, commit_sha)
            as source_bits,
        min(listed_at) over (partition by repository_id, commit_sha) as first_listed_at,
        min(landed_at) over (partition by repository_id, commit_sha) as first_landed_at

    from sources_unioned

),

fullest_tellings_picked as (

    -- The archive hides e-mail addresses and does not say when a commit was authored.
    select *

    from tellings_compared

    qualify
        row_number() over (
            partition by repository_id, commit_sha
            order by
                case when authored_at is null then 1 else 0 end,
                case when author_login is null then 1 else 0 end,
                case when file_count is null then 1 else 0 end,
                source,
                delivery_id
        ) = 1

),

tellings_corrected as (

    select
        source,
        platform,
        repository_id,
        commit_sha,
        author_account_id,
        {{ address_identity('platform', 'author_email', 'author_login', 'author_name') }}
            as address_identity_id,
        author_name,
        author_email,
        {{ telling_domain('author_email') }} as email_domain,
        author_login,
        url,
        file_count,
        utc_offset_minutes,
        cast(bit_count(source_bits) as bigint) as source_count,
        is_any_merge as is_merge,
        is_on_default_branch,
        -- No commit is authored after it was pushed, nor before version control.
        case
            when
                authored_at > timestamp '1990-01-01'
                and authored_at <= first_listed_at + interval '1' day
                then authored_at
            else first_listed_at
        end as authored_at,
        first_landed_at

    from fullest_tellings_picked

)

select * from tellings_corrected

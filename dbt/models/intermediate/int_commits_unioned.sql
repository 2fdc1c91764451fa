{{ config(materialized='view') }}

with

commits as (

    select * from {{ ref('int_commits_told') }}

),

logins as (

    select * from {{ ref('int_account_logins') }}

),

authors_identified as (

    select
        commits.source,
        commits.platform,
        commits.repository_id,
        commits.commit_sha,
        coalesce(commits.author_account_id, logins.account_id) as account_id,
        coalesce(commits.author_account_id, logins.account_id, commits.address_identity_id)
            as identity_id,
        commits.author_name,
        commits.author_email,
        commits.email_domain,
        commits.author_login,
        commits.url,
        commits.file_count,
        commits.utc_offset_minutes,
        commits.source_count,
        commits.is_merge,
        commits.is_on_default_branch,
        commits.authored_at,
        commits.first_landed_at

    from commits

    left join logins
        on
            commits.platform = logins.platform
            and lower(commits.author_login) = logins.login

)

select * from authors_identified

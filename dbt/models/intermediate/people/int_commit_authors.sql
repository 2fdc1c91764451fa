{{ config(materialized='view') }}

with

commit_authors as (

    select * from {{ ref('int_repository_commit_authors') }}

),

logins as (

    select * from {{ ref('int_account_logins') }}

),

accounts_found as (

    select
        commit_authors.repository_id,
        commit_authors.platform,
        coalesce(commit_authors.author_account_id, logins.account_id) as account_id,
        coalesce(
            commit_authors.author_account_id, logins.account_id, commit_authors.address_identity_id
        ) as identity_id,
        commit_authors.author_login,
        commit_authors.author_email,
        commit_authors.email_domain,
        commit_authors.author_name,
        commit_authors.named_at,
        commit_authors.is_bot,
        commit_authors.first_authored_at,
        commit_authors.authored_ats

    from commit_authors

    left join logins
        on
            commit_authors.platform = logins.platform
            and lower(commit_authors.author_login) = logins.login

)

select * from accounts_found

{{ config(materialized='view') }}

with

co_authors as (

    select * from {{ ref('int_commit_co_authors_listed') }}

),

logins as (

    select * from {{ ref('int_account_logins') }}

),

accounts_found as (

    select
        co_authors.platform,
        co_authors.repository_id,
        co_authors.commit_sha,
        coalesce(
            co_authors.author_account_id, logins_of_authors.account_id,
            co_authors.author_address_identity_id
        ) as author_identity_id,
        co_authors.author_login,
        coalesce(co_authors.hidden_account_id, hidden_logins.account_id) as account_id,
        coalesce(
            co_authors.hidden_account_id, hidden_logins.account_id, co_authors.address_identity_id
        ) as identity_id,
        co_authors.hidden_login,
        co_authors.co_author_name,
        co_authors.email_domain,
        co_authors.url,
        co_authors.source_count,
        co_authors.authored_at,
        co_authors.first_landed_at

    from co_authors

    left join logins as logins_of_authors
        on
            co_authors.platform = logins_of_authors.platform
            and lower(co_authors.author_login) = logins_of_authors.login

    left join logins as hidden_logins
        on
            hidden_logins.platform = 'github'
            and co_authors.hidden_login = hidden_logins.login

)

select * from accounts_found

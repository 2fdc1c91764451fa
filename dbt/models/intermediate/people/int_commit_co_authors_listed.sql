{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

commits as (

    select * from {{ ref('int_commits_told') }}

    {{ with_news() }}

),

github_co_authors as (

    select * from {{ ref('stg_github__co_authors') }}

),

gitee_co_authors as (

    select * from {{ ref('stg_gitee__co_authors') }}

),

gharchive_co_authors as (

    select * from {{ ref('stg_gharchive__co_authors') }}

),

git_co_authors as (

    select * from {{ ref('stg_git__co_authors') }}

),

co_authors_unioned as (

    select * from github_co_authors

    union all

    select * from gitee_co_authors

    union all

    select * from gharchive_co_authors

    union all

    select * from git_co_authors

),

co_authors_listed as (

    select distinct
        commits.platform,
        commits.repository_id,
        commits.commit_sha,
        commits.author_account_id,
        commits.author_login,
        commits.address_identity_id as author_address_identity_id,
        commits.url,
        commits.source_count,
        commits.authored_at,
        commits.first_landed_at,
        co_authors_unioned.author_name as co_author_name,
        co_authors_unioned.author_email as co_author_email

    from co_authors_unioned

    inner join commits
        on
            co_authors_unioned.repository_id = commits.repository_id
            and co_authors_unioned.commit_sha = commits.commit_sha

    where co_authors_unioned.author_email is not null

),

hidden_addresses_read as (

    -- GitHub's hidden address names the account, by number and login or by login alone.
    select
        *,
        'github:' || {{ hidden_address_part(
            'co_author_email', '^([0-9]+)[+].*@users[.]noreply[.]github[.]com$'
        ) }} as hidden_account_id,
        {{ hidden_address_part(
            'co_author_email', '^([^+]+)@users[.]noreply[.]github[.]com$'
        ) }} as hidden_login

    from co_authors_listed

),

addresses_read as (

    select
        platform,
        repository_id,
        commit_sha,
        author_account_id,
        author_login,
        author_address_identity_id,
        hidden_account_id,
        hidden_login,
        {{ address_identity(
            'platform', 'co_author_email', 'hidden_login', 'co_author_name'
        ) }} as address_identity_id,
        co_author_name,
        {{ telling_domain('co_author_email') }} as email_domain,
        url,
        source_count,
        authored_at,
        first_landed_at

    from hidden_addresses_read

)

select * from addresses_read

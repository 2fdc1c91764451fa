with

github_accounts as (

    select * from {{ ref('stg_github__accounts') }}

),

gitee_accounts as (

    select * from {{ ref('stg_gitee__accounts') }}

),

gharchive_accounts as (

    select * from {{ ref('stg_gharchive__accounts') }}

),

github_commits as (

    select * from {{ ref('stg_github__commits') }}

),

gitee_commits as (

    select * from {{ ref('stg_gitee__commits') }}

),

commit_authors_found as (

    select
        platform,
        author_account_id as account_id,
        author_login as login,
        listed_at as seen_at

    from github_commits

    where author_account_id is not null and author_login is not null

    union all

    select
        platform,
        author_account_id as account_id,
        author_login as login,
        listed_at as seen_at

    from gitee_commits

    -- A GitHub address in a commit on Gitee is no login there.
    where author_account_id like 'gitee:%' and author_login is not null

),

sources_unioned as (

    select
        platform,
        account_id,
        login,
        email,
        display_name,
        account_type,
        url,
        seen_at

    from github_accounts

    union all

    select
        platform,
        account_id,
        login,
        email,
        display_name,
        account_type,
        url,
        seen_at

    from gitee_accounts

    union all

    select
        platform,
        account_id,
        login,
        email,
        display_name,
        account_type,
        url,
        seen_at

    from gharchive_accounts

    union all

    select
        platform,
        account_id,
        login,
        cast(null as varchar) as email,
        cast(null as varchar) as display_name,
        cast(null as varchar) as account_type,
        cast(null as varchar) as url,
        seen_at

    from commit_authors_found

),

sightings_summed_up as (

    select
        platform,
        account_id,
        login,
        email,
        max(display_name) as display_name,
        max(account_type) as account_type,
        max(url) as url,
        min(seen_at) as first_seen_at,
        max(seen_at) as last_seen_at

    from sources_unioned

    group by all

)

select * from sightings_summed_up

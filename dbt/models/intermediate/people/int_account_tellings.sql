-- What has landed since, put together with what is known of the same accounts.
with

github_accounts as (

    select * from {{ ref('stg_github__accounts') }}

    {{ landed_since_this() }}

),

gitee_accounts as (

    select * from {{ ref('stg_gitee__accounts') }}

    {{ landed_since_this() }}

),

gharchive_accounts as (

    select * from {{ ref('stg_gharchive__accounts') }}

    {{ landed_since_this() }}

),

github_commits as (

    select * from {{ ref('stg_github__commits') }}

    {{ landed_since_this() }}

),

gitee_commits as (

    select * from {{ ref('stg_gitee__commits') }}

    {{ landed_since_this() }}

),

accounts_shown as (

    select * from github_accounts

    union all

    select * from gitee_accounts

    union all

    select * from gharchive_accounts

),

commit_authors_found as (

    select
        platform,
        author_account_id as account_id,
        author_login as login,
        listed_at as seen_at,
        landed_at

    from github_commits

    where author_account_id is not null and author_login is not null

    union all

    select
        platform,
        author_account_id as account_id,
        author_login as login,
        listed_at as seen_at,
        landed_at

    from gitee_commits

    -- A GitHub address in a commit on Gitee is no login there.
    where author_account_id like 'gitee:%' and author_login is not null

),

news_unioned as (

    select
        platform,
        account_id,
        coalesce(account_id, platform || ':@' || lower(login)) as told_as,
        login,
        email,
        trim(company) as company,
        -- When a profile told which employer is a telling of its own.
        case when company is not null then seen_at end as company_seen_at,
        display_name,
        account_type,
        url,
        seen_at as first_seen_at,
        seen_at as last_seen_at,
        landed_at

    from accounts_shown

    union all

    select
        platform,
        account_id,
        account_id as told_as,
        login,
        cast(null as varchar) as email,
        cast(null as varchar) as company,
        cast(null as timestamp) as company_seen_at,
        cast(null as varchar) as display_name,
        cast(null as varchar) as account_type,
        cast(null as varchar) as url,
        seen_at as first_seen_at,
        seen_at as last_seen_at,
        landed_at

    from commit_authors_found

),

tellings_unioned as (

    select * from news_unioned

    {% if is_incremental() %}
        union all

        select
            platform,
            account_id,
            told_as,
            login,
            email,
            company,
            company_seen_at,
            display_name,
            account_type,
            url,
            first_seen_at,
            last_seen_at,
            landed_at

        from {{ this }} as known

        where exists (select 1 from news_unioned where news_unioned.told_as = known.told_as)
    {% endif %}

),

tellings_summed_up as (

    select
        platform,
        account_id,
        told_as,
        login,
        email,
        company,
        company_seen_at,
        max(display_name) as display_name,
        max(account_type) as account_type,
        max(url) as url,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        max(landed_at) as landed_at

    from tellings_unioned

    group by all

)

select * from tellings_summed_up

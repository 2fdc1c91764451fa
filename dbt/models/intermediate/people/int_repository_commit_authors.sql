{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

-- What people are told apart by, from each repository's own commits: a build that knows them need
-- not read commits to know who is who.
with

commits as (

    select * from {{ ref('int_commits_told') }}

    {{ with_news() }}

),

authors_summed_up as (

    select
        repository_id,
        platform,
        author_account_id,
        author_login,
        address_identity_id,
        author_email,
        email_domain,
        max((authored_at, author_name)) filter (where author_name is not null) as newest_name,
        bool_or({{ is_bot_login('author_login') }} or {{ is_bot_login('author_name') }}) as is_bot,
        min(authored_at) as first_authored_at,
        list(distinct authored_at order by authored_at) filter (
            where email_domain is not null and authored_at is not null
        ) as authored_ats

    from commits

    group by all

),

newest_names_read as (

    select
        repository_id,
        platform,
        author_account_id,
        author_login,
        address_identity_id,
        author_email,
        email_domain,
        newest_name[2] as author_name,
        newest_name[1] as named_at,
        is_bot,
        first_authored_at,
        authored_ats

    from authors_summed_up

)

select * from newest_names_read

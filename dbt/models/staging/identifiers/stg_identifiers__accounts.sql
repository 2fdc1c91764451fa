with

github_accounts as (

    select * from {{ ref('stg_github__accounts') }}

    {{ landed_since_this() }}

),

gitee_accounts as (

    select * from {{ ref('stg_gitee__accounts') }}

    {{ landed_since_this() }}

),

archive_events as (

    select * from {{ ref('base_gharchive__events') }}

    {{ landed_since_this() }}

),

archive_users_unnested as (

    {{ one_row_each(
        'archive_events',
        [
            'actor', 'issue.user', 'pull_request.user', 'pull_request.merged_by',
            'comment.user',
        ],
        item='listed_user',
        carried=['happened_at', 'landed_at'],
    ) }}

),

tellings_unioned as (

    select
        platform,
        lower(login) as login,
        account_id,
        seen_at,
        landed_at

    from github_accounts

    union all

    select
        platform,
        lower(login) as login,
        account_id,
        seen_at,
        landed_at

    from gitee_accounts

    union all

    select
        'github' as platform,
        lower(listed_user.login) as login,
        'github:' || listed_user.id as account_id,
        happened_at as seen_at,
        landed_at

    from archive_users_unnested

    where listed_user.id is not null

    {% if is_incremental() %}
        union all

        select
            platform,
            login,
            account_id,
            seen_at,
            landed_at

        from {{ this }}
    {% endif %}

),

newest_tellings_picked as (

    -- A login that was passed on names the account that was seen with it last.
    select *

    from tellings_unioned

    where login is not null

    qualify
        row_number() over (
            partition by platform, login
            order by seen_at desc, account_id, landed_at
        ) = 1

)

select * from newest_tellings_picked

with

github_repositories as (

    select * from {{ ref('stg_github__repositories') }}

    {{ landed_since_this() }}

),

gitee_repositories as (

    select * from {{ ref('stg_gitee__repositories') }}

    {{ landed_since_this() }}

),

archive_events as (

    select * from {{ ref('base_gharchive__events') }}

    {{ landed_since_this() }}

),

tellings_unioned as (

    select
        platform,
        lower(full_name) as full_name,
        repository_id,
        seen_at,
        landed_at

    from github_repositories

    union all

    select
        platform,
        lower(full_name) as full_name,
        repository_id,
        seen_at,
        landed_at

    from gitee_repositories

    union all

    select
        'github' as platform,
        lower(repo.name) as full_name,
        'github:' || repo.id as repository_id,
        happened_at as seen_at,
        landed_at

    from archive_events

    where repo.id is not null

    {% if is_incremental() %}
        union all

        select
            platform,
            full_name,
            repository_id,
            seen_at,
            landed_at

        from {{ this }}
    {% endif %}

),

newest_tellings_picked as (

    -- A name that was passed on names the repository that was seen with it last.
    select *

    from tellings_unioned

    where full_name is not null

    qualify
        row_number() over (
            partition by platform, full_name
            order by seen_at desc, repository_id, landed_at
        ) = 1

)

select * from newest_tellings_picked

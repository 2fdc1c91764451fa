with

events as (

    select * from {{ ref('base_gitee__events') }}

    where
        event = 'push_hooks'
        and repository.id is not null

),

commits_listed as (

    select
        events.delivery_id,
        events.repository,
        events.landed_at,
        listed_commit

    from events
    {{ cross_join_items('events.commits', 'listed_commit') }}

),

commits_named as (

    select
        'gitee:' || repository.id as repository_id,
        listed_commit.id as commit_sha,
        delivery_id,
        listed_commit.added,
        listed_commit.modified,
        listed_commit.removed,
        landed_at

    from commits_listed

    where listed_commit.id is not null

),

paths_listed as (

    select
        repository_id,
        commit_sha,
        delivery_id,
        'added' as change,
        added as paths,
        landed_at

    from commits_named

    union all

    select
        repository_id,
        commit_sha,
        delivery_id,
        'modified' as change,
        modified as paths,
        landed_at

    from commits_named

    union all

    select
        repository_id,
        commit_sha,
        delivery_id,
        'removed' as change,
        removed as paths,
        landed_at

    from commits_named

),

paths_unnested as (

    select
        paths_listed.repository_id,
        paths_listed.commit_sha,
        paths_listed.delivery_id,
        paths_listed.change,
        paths_listed.landed_at,
        listed_path

    from paths_listed
    {{ cross_join_items('paths_listed.paths', 'listed_path') }}

),

renamed as (

    select
        'gitee' as source,
        'gitee' as platform,
        repository_id,
        commit_sha,
        delivery_id,
        listed_path as path,
        change,
        cast(null as bigint) as added_line_count,
        cast(null as bigint) as removed_line_count,
        landed_at

    from paths_unnested

    where listed_path is not null

)

select * from renamed

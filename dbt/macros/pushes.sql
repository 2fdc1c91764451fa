{% macro is_branch_deletion(is_deleted, after_sha) -%}
    coalesce({{ is_deleted }}, regexp_full_match({{ after_sha }}, '0+'), false)
{%- endmacro %}

{#- The paths that each commit of a webhook's pushes changed. -#}
{% macro pushed_commit_files(platform, event) -%}
with

events as (

    select * from {{ ref('base_' ~ platform ~ '__events_to_read') }}

    where
        event = '{{ event }}'
        and repository.id is not null

),

commits_listed as (

    select
        events.delivery_id,
        events.repository,
        events.landed_at,
        {{ each_item('events.commits') }} as listed_commit

    from events

),

commits_named as (

    select
        '{{ platform }}:' || repository.id as repository_id,
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
        {{ each_item('paths_listed.paths') }} as listed_path

    from paths_listed

),

renamed as (

    select
        '{{ platform }}' as source,
        '{{ platform }}' as platform,
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
{%- endmacro %}

{#- Whom the messages of the commits in a webhook's pushes name as co-authors. -#}
{% macro pushed_co_authors(platform, event) -%}
with

events as (

    select * from {{ ref('base_' ~ platform ~ '__events_to_read') }}

    where
        event = '{{ event }}'
        and repository.id is not null

),

commits_listed as (

    select
        events.delivery_id,
        events.repository,
        events.landed_at,
        {{ each_item('events.commits') }} as listed_commit

    from events

),

co_authors_read as (

    select
        *,
        {{ co_authors_named('listed_commit.message') }} as co_authors

    from commits_listed

    where contains(lower(listed_commit.message), 'co-authored-by:')

),

co_authors_unnested as (

    select
        co_authors_read.delivery_id,
        co_authors_read.repository,
        co_authors_read.landed_at,
        co_authors_read.listed_commit,
        {{ each_item('co_authors_read.co_authors') }} as named_author

    from co_authors_read

),

renamed as (

    select
        '{{ platform }}' as source,
        '{{ platform }}' as platform,
        '{{ platform }}:' || repository.id as repository_id,
        listed_commit.id as commit_sha,
        delivery_id,
        nullif(trim(split_part(named_author, '<', 1)), '') as author_name,
        lower(rtrim(split_part(named_author, '<', 2), '>')) as author_email,
        landed_at

    from co_authors_unnested

    where listed_commit.id is not null

)

select * from renamed
{%- endmacro %}

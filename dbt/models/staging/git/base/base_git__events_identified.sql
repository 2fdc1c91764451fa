{{ config(
    materialized='read_by_repository', meta={'repositories': 'stg_news__repositories'}
) }}

-- depends_on: {{ ref('stg_news__repositories') }}
with

events as (

    select * from {{ ref('base_git__events') }}

    {{ rows_with_news(
        ref('base_git__events'), "repository.platform || ':' || lower(repository.full_name)",
        also="lower(repository.full_name) in (select named.full_name from "
        ~ ref('stg_identifiers__repositories') ~ " as named semi join "
        ~ ref('stg_news__repositories') ~ " as news on named.repository_id = news.repository_id)"
    ) }}

),

repositories as (

    select * from {{ ref('stg_identifiers__repositories') }}

),

names_told as (

    select
        *,
        repository.platform,
        lower(repository.full_name) as full_name

    from events

    where repository.full_name is not null

),

names_resolved as (

    -- A clone tells no number: a name that no source has told the number of stands in for it.
    select
        names_told.delivery_id,
        names_told.event,
        names_told.platform,
        coalesce(
            repositories.repository_id, names_told.platform || ':' || names_told.full_name
        ) as repository_id,
        names_told.full_name,
        names_told.sha,
        names_told.parents,
        names_told.author,
        names_told.committer,
        names_told.recorded_author,
        names_told.co_authors,
        names_told.message,
        names_told.file_count,
        names_told.files,
        names_told.tag,
        names_told.tagger,
        names_told.is_shallow,
        names_told.is_truncated,
        names_told.is_annotated,
        names_told.created_at,
        names_told.received_at,
        greatest(names_told.landed_at, repositories.landed_at) as landed_at

    from names_told

    left join repositories
        on
            names_told.platform = repositories.platform
            and names_told.full_name = repositories.full_name

)

select * from names_resolved

{{ with_news() }}

{{ config(
    materialized='read_by_repository', meta={'repositories': 'stg_news__repositories'}
) }}

-- What staging unfolds in this build: everything, or what is told of the repositories with news.
-- depends_on: {{ ref('stg_news__repositories') }}
with

events as (

    select * from {{ ref('base_gitee__events') }}

    {{ rows_with_news(ref('base_gitee__events'), "'gitee:' || repository.id") }}

)

select * from events

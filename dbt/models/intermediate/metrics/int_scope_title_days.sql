{{ config(materialized='view') }}

with

issues as (

    select * from {{ ref('fct_issues') }}

),

pull_requests as (

    select * from {{ ref('fct_pull_requests') }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

titles_unioned as (

    select
        repository_id,
        title,
        author_is_bot,
        opened_at

    from issues

    union all

    select
        repository_id,
        title,
        author_is_bot,
        opened_at

    from pull_requests

),

repository_days_counted as (

    select
        repository_id,
        count(*) as title_count,
        count(*) filter (where regexp_matches(title, '\p{Han}')) as chinese_title_count,
        cast(opened_at as date) as opened_date

    from titles_unioned

    where
        not author_is_bot
        and title is not null

    group by all

),

scope_days_summed as (

    select
        scope_repositories.scope_number,
        cast(sum(repository_days_counted.title_count) as bigint) as title_count,
        cast(sum(repository_days_counted.chinese_title_count) as bigint) as chinese_title_count,
        repository_days_counted.opened_date

    from repository_days_counted

    inner join scope_repositories
        on repository_days_counted.repository_id = scope_repositories.repository_id

    group by all

)

select * from scope_days_summed

with

pull_requests as (

    select * from {{ ref('fct_pull_requests') }}

    where
        merged_at < {{ as_of_date() }}
        and not author_is_bot

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

contributors as (

    select * from {{ ref('int_contributors_numbered') }}

),

merges_credited as (

    select
        scope_repositories.scope_number,
        contributors.person_number,
        cast(pull_requests.merged_at as date) as merged_date,
        pull_requests.merged_at

    from pull_requests

    inner join scope_repositories
        on pull_requests.repository_id = scope_repositories.repository_id

    inner join contributors
        on pull_requests.author_person_id = contributors.person_id

)

select * from merges_credited

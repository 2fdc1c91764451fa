{{ config(materialized='view') }}

with

sightings as (

    select * from {{ ref('int_repository_sightings_unioned') }}

),

repositories as (

    select * from {{ ref('dim_repositories') }}

),

github_renames as (

    select * from {{ ref('stg_github__repository_renames') }}

),

names_unioned as (

    select
        platform,
        repository_id,
        full_name,
        last_seen_at

    from sightings

    union all

    select
        platform,
        repository_id,
        former_full_name as full_name,
        renamed_at - interval '1 microsecond' as last_seen_at

    from github_renames

),

names_gathered as (

    select
        platform,
        repository_id,
        -- Both platforms take names that differ in case only for the same.
        lower(full_name) as full_name,
        max(last_seen_at) as last_seen_at

    from names_unioned

    where full_name is not null

    group by all

),

joined as (

    select
        names_gathered.repository_id,
        names_gathered.platform,
        names_gathered.full_name,
        names_gathered.full_name = lower(repositories.full_name) as is_current,
        names_gathered.last_seen_at

    from names_gathered

    inner join repositories
        on names_gathered.repository_id = repositories.repository_id

)

select * from joined

{{ config(materialized='by_repository', meta={'repositories': 'int_repositories_to_attribute'}) }}

with

releases as (

    select * from {{ ref('int_releases_unioned') }}

    {{ to_attribute() }}

),

activities as (

    select * from {{ ref('fct_activities') }}

    where kind = 'release_published'
    {{ to_attribute('and') }}

),

columns_listed as (

    select
        releases.release_id,
        releases.repository_id,
        activities.person_id,
        releases.tag_name,
        releases.release_name,
        releases.url,
        coalesce(releases.is_prerelease, false) as is_prerelease,
        releases.published_at

    from releases

    inner join activities
        on releases.release_id = activities.object_id

)

select * from columns_listed

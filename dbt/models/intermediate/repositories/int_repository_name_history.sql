{{ config(materialized='view') }}

with

sightings as (

    select * from {{ ref('int_repository_sightings_unioned') }}

),

github_renames as (

    select * from {{ ref('stg_github__repository_renames') }}

),

names_seen as (

    -- First and last sight of each, so that a name that was given up and taken again shows.
    select
        repository_id,
        full_name,
        first_seen_at as seen_at

    from sightings

    where full_name is not null

    union

    select
        repository_id,
        full_name,
        last_seen_at as seen_at

    from sightings

    where full_name is not null

    union

    -- A name that nothing was seen under was borne until the renaming.
    select
        repository_id,
        former_full_name as full_name,
        renamed_at - interval '1 microsecond' as seen_at

    from github_renames

),

previous_names_found as (

    select
        *,
        lag(lower(full_name)) over (
            partition by repository_id
            order by seen_at, full_name
        ) as previous_name

    from names_seen

),

changes_kept as (

    select *

    from previous_names_found

    -- Both platforms take names that differ in case only for the same.
    where previous_name is null or previous_name != lower(full_name)

),

stretches_found as (

    select
        repository_id,
        full_name,
        seen_at as valid_from,
        lead(seen_at) over (partition by repository_id order by seen_at, full_name) as valid_until

    from changes_kept

)

select * from stretches_found

{{ config(materialized='table') }}

-- The repositories of which the rows are made anew in this build; a null stands for all of them.
-- depends_on: {{ ref('base_github__events') }}, {{ ref('base_gitee__events') }}
-- depends_on: {{ ref('base_gharchive__events') }}, {{ ref('base_git__events') }}
-- depends_on: {{ ref('stg_identifiers__repositories') }}, {{ ref('stg_identifiers__accounts') }}
{%- set landings_built = left_by_last_build('intermediate', 'int_landings_built') %}
{%- set sightings = left_by_last_build('intermediate', 'int_repository_sightings_unioned') %}
{%- set tables = {} %}
{%- for table, _ in things_with_a_home() %}
    {%- do tables.update({table: left_by_last_build('intermediate', table)}) %}
{%- endfor %}
with

{% if landings_built and sightings %}
    landings_built as (

        select coalesce(max(landed_at), timestamptz '1970-01-01') as landed_at

        from {{ landings_built }}

    ),

    github_events as (

        select * from {{ ref('base_github__events') }}

        where landed_at > (select landed_at from landings_built)

    ),

    gitee_events as (

        select * from {{ ref('base_gitee__events') }}

        where landed_at > (select landed_at from landings_built)

    ),

    gharchive_events as (

        select * from {{ ref('base_gharchive__events') }}

        where landed_at > (select landed_at from landings_built)

    ),

    git_events as (

        select * from {{ ref('base_git__events') }}

        where landed_at > (select landed_at from landings_built)

    ),

    names as (

        select * from {{ ref('stg_identifiers__repositories') }}

    ),

    logins_told as (

        select * from {{ ref('stg_identifiers__accounts') }}

        where landed_at > (select landed_at from landings_built)

    ),

    sightings as (

        select * from {{ sightings }}

    ),

    acts_of_logins as (

        -- Until 2014 the archive told no number: who acted depends on what a login means now.
        select archived.repo

        from {{ ref('base_gharchive__events') }} as archived

        inner join logins_told
            on lower(archived.actor.login) = logins_told.login

        where
            archived.actor.id is null
            and logins_told.platform = 'github'

    ),

    archive_repositories as (

        select repo from gharchive_events

        union all

        select repo from acts_of_logins

    ),

    names_told as (

        select
            'github' as platform,
            'github:' || repo.id as told_repository_id,
            lower(repo.name) as full_name

        from archive_repositories

        union all

        select
            repository.platform,
            cast(null as varchar) as told_repository_id,
            lower(repository.full_name) as full_name

        from git_events

    ),

    repositories_told as (

        select 'github:' || repository.id as repository_id from github_events

        union

        select 'gitee:' || repository.id as repository_id from gitee_events

        union

        select
            coalesce(
                names_told.told_repository_id, names.repository_id,
                names_told.platform || ':' || names_told.full_name
            ) as repository_id

        from names_told

        left join names
            on
                names_told.platform = names.platform
                and names_told.full_name = names.full_name

    ),

    names_without_number as (

        select
            repository.platform,
            lower(repository.full_name) as full_name

        from {{ ref('base_git__events') }}

        union

        select
            'github' as platform,
            lower(repo.name) as full_name

        from {{ ref('base_gharchive__events') }}

        where repo.id is null

    ),

    names_passed_on as (

        -- What was told by the name alone may be another repository's than it was.
        select
            sightings.repository_id as former_repository_id,
            names.repository_id

        from sightings

        inner join names
            on
                sightings.platform = names.platform
                and lower(sightings.full_name) = names.full_name

        inner join names_without_number
            on
                names.platform = names_without_number.platform
                and names.full_name = names_without_number.full_name

        where sightings.repository_id != names.repository_id

    ),

    repositories_listed as (

        select repository_id from repositories_told

        union

        select former_repository_id as repository_id from names_passed_on

        union

        select repository_id from names_passed_on

    ),

    things_of_listed as (
        {{- things_of_listed(tables, [
            ('github', 'github_events'), ('gitee', 'gitee_events'), ('github', 'gharchive_events'),
        ]) }}

    ),

    other_homes_found as (
        {{- other_homes(tables) }}

    ),

    everything_where_needed as (

        select repository_id from repositories_listed

        where repository_id is not null

        union all

        -- What moved between repositories is folded over both, and theirs again: all are read.
        select cast(null as varchar) as repository_id

        where exists (select 1 from other_homes_found)

    )
{% else %}
    everything_where_needed as (

        select cast(null as varchar) as repository_id

    )
{% endif %}

select * from everything_where_needed

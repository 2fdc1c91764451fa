-- The repositories of which facts are made anew in this build: those with news, and those in which
-- somebody acts who is somebody else now. A null stands for all of them.
-- depends_on: {{ ref('stg_news__repositories') }}, {{ ref('int_attributions') }}
-- depends_on: {{ ref('int_commit_authors') }}, {{ ref('int_repository_actors') }}
-- depends_on: {{ ref('int_commit_co_authors_identified') }}
{%- set attributions_built = left_by_last_build('intermediate', 'int_attributions_built') %}
{%- set tables = {} %}
{%- for table, _ in things_with_a_home() %}
    {%- do tables.update({table: ref(table)}) %}
{%- endfor %}
with

{% if attributions_built %}
    news as (

        select * from {{ ref('stg_news__repositories') }}

    ),

    attributions as (

        select * from {{ ref('int_attributions') }}

    ),

    commit_authors as (

        select * from {{ ref('int_commit_authors') }}

    ),

    co_authors as (

        select * from {{ ref('int_commit_co_authors_identified') }}

    ),

    actors as (

        select * from {{ ref('int_repository_actors') }}

    ),

    attributions_built as (

        select * from {{ attributions_built }}

    ),

    subjects_changed as (

        select
            coalesce(attributions.subject_kind, attributions_built.subject_kind) as subject_kind,
            coalesce(attributions.subject, attributions_built.subject) as subject

        from attributions

        full outer join attributions_built
            on
                attributions.subject_kind = attributions_built.subject_kind
                and attributions.subject = attributions_built.subject

        where attributions.fingerprint is distinct from attributions_built.fingerprint

    ),

    subjects_of_repositories as (

        select
            repository_id,
            'identity' as subject_kind,
            identity_id as subject

        from actors

        union all

        select
            repository_id,
            'identity' as subject_kind,
            identity_id as subject

        from commit_authors

        union all

        select
            repository_id,
            'login' as subject_kind,
            platform || ':' || lower(author_login) as subject

        from commit_authors

        union all

        select
            repository_id,
            'email_domain' as subject_kind,
            email_domain as subject

        from commit_authors

        union all

        select
            repository_id,
            'login' as subject_kind,
            platform || ':' || lower(author_login) as subject

        from co_authors

        union all

        select
            repository_id,
            'login' as subject_kind,
            'github:' || hidden_login as subject

        from co_authors

        union all

        select
            repository_id,
            'identity' as subject_kind,
            unnest([author_identity_id, identity_id]) as subject

        from co_authors

        union all

        select
            repository_id,
            'email_domain' as subject_kind,
            email_domain as subject

        from co_authors

    ),

    repositories_listed as (

        select repository_id from news

        where repository_id is not null

        union

        select subjects_of_repositories.repository_id

        from subjects_of_repositories

        inner join subjects_changed
            on
                subjects_of_repositories.subject_kind = subjects_changed.subject_kind
                and subjects_of_repositories.subject = subjects_changed.subject

    ),

    things_of_listed as (
        {{- things_of_listed(tables) }}

    ),

    other_homes_found as (
        {{- other_homes(tables) }}

    ),

    everything_where_needed as (

        select repository_id from repositories_listed

        union all

        select cast(null as varchar) as repository_id

        where
            exists (select 1 from other_homes_found)
            or exists (select 1 from news where news.repository_id is null)

    )
{% else %}
    everything_where_needed as (

        select cast(null as varchar) as repository_id

    )
{% endif %}

select * from everything_where_needed

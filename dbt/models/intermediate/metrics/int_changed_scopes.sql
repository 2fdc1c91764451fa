-- Since which day something that happened in a scope is told differently than at the last build,
-- and until which date it is read, null for ever after.
{%- set known_days = left_by_last_build('intermediate', 'int_repository_days_computed') %}

with

repository_days as (

    select * from {{ ref('int_repository_days') }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

{% if known_days %}
    known_days as (

        select * from {{ known_days }}

    ),

    days_compared as (

        select
            coalesce(repository_days.repository_id, known_days.repository_id) as repository_id,
            coalesce(repository_days.happened_date, known_days.happened_date) as happened_date,
            coalesce(repository_days.last_read_date, known_days.last_read_date) as last_read_date

        from repository_days

        full outer join known_days
            on
                repository_days.repository_id = known_days.repository_id
                and repository_days.happened_date = known_days.happened_date
                and repository_days.last_read_date is not distinct from known_days.last_read_date

        where repository_days.fingerprint is distinct from known_days.fingerprint

    ),
{% else %}
    days_compared as (

        select
            repository_id,
            happened_date,
            last_read_date

        from repository_days

    ),
{% endif %}

scopes_summed as (

    select
        scope_repositories.scope_number,
        min(days_compared.happened_date) as changed_from_date,
        days_compared.last_read_date as changed_until_date

    from days_compared

    inner join scope_repositories
        on days_compared.repository_id = scope_repositories.repository_id

    group by all

)

select * from scopes_summed

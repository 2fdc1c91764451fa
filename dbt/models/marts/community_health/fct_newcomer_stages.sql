with

person_stages as (

    select * from {{ ref('int_scope_person_stages') }}

),

scopes as (

    select * from {{ ref('int_scopes') }}

),

contributors as (

    select * from {{ ref('int_contributors_numbered') }}

),

names_joined as (

    select
        scopes.scope_type,
        scopes.scope_id,
        contributors.person_id,
        person_stages.interested_at,
        person_stages.participated_at,
        person_stages.contributed_at

    from person_stages

    inner join scopes
        on person_stages.scope_number = scopes.scope_number

    inner join contributors
        on person_stages.person_number = contributors.person_number

)

select
    scope_type,
    scope_id,
    person_id,
    interested_at,
    participated_at,
    contributed_at

from names_joined

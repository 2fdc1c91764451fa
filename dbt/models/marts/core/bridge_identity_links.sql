with

links as (

    select * from {{ ref('int_identity_links') }}

),

identities as (

    select * from {{ ref('int_identities_grouped') }}

),

people as (

    select * from {{ ref('int_people') }}

),

columns_listed as (

    select
        people.person_id,
        links.identity_id,
        links.linked_identity_id,
        links.rule,
        links.evidence,
        links.source,
        links.first_seen_at

    from links

    inner join identities
        on links.identity_id = identities.identity_id

    inner join people
        on identities.person_id = people.person_id

)

select * from columns_listed

{{ config(materialized='view') }}

with

listed_names as (

    select * from {{ ref('stg_people__organisation_names') }}

),

organisations as (

    select * from {{ ref('stg_people__organisations') }}

),

individual_words as (

    select * from {{ ref('individual_words') }}

),

names_claimed as (

    select
        name,
        organisation_id,
        0 as rank

    from listed_names

    where kind = 'name'

    union all

    -- Profiles name an employer by its account, such as @lantern-works.
    select
        split_part(name, ':', 2) as name,
        organisation_id,
        1 as rank

    from listed_names

    where kind = 'account'

    union all

    select
        word as name,
        cast(null as varchar) as organisation_id,
        2 as rank

    from individual_words

),

owners_picked as (

    select
        name,
        organisation_id

    from names_claimed

    qualify row_number() over (partition by name order by rank, organisation_id) = 1

),

individuals_marked as (

    select
        owners_picked.name,
        case
            when organisations.kind != 'individual' then owners_picked.organisation_id
        end as organisation_id,
        coalesce(organisations.kind = 'individual', true) as is_individual

    from owners_picked

    left join organisations
        on owners_picked.organisation_id = organisations.organisation_id

)

select * from individuals_marked

with

identities as (

    select * from {{ ref('int_identities_grouped') }}

),

people as (

    select * from {{ ref('int_people') }}

),

accounts as (

    select * from {{ ref('int_accounts_marked') }}

),

columns_listed as (

    select
        identities.identity_id,
        people.person_id,
        {{ person_id_of('identities.identity_id') }} as former_person_id,
        case
            when accounts.account_id is not null then 'account'
            when identities.identity_id like 'email:%' then 'address'
            else 'name'
        end as kind,
        accounts.login

    from identities

    inner join people
        on identities.person_id = people.person_id

    left join accounts
        on identities.identity_id = accounts.account_id

)

select * from columns_listed

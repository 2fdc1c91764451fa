with

accounts as (

    select * from {{ ref('int_accounts_marked') }}

),

identities as (

    select * from {{ ref('int_identities_grouped') }}

),

people as (

    select * from {{ ref('int_people') }}

),

columns_listed as (

    select
        accounts.account_id,
        people.person_id,
        accounts.platform,
        accounts.login,
        accounts.url,
        accounts.is_bot

    from accounts

    inner join identities
        on accounts.account_id = identities.identity_id

    left join people
        on identities.person_id = people.person_id

)

select * from columns_listed

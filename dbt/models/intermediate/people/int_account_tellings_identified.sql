{{ config(materialized='view') }}

with

tellings as (

    select * from {{ ref('int_account_tellings') }}

),

accounts as (

    select * from {{ ref('stg_identifiers__accounts') }}

),

logins_resolved as (

    -- A login that no source has told the number of stands in for it.
    select
        tellings.platform,
        coalesce(tellings.account_id, accounts.account_id, tellings.told_as) as account_id,
        tellings.login,
        tellings.email,
        tellings.company,
        tellings.company_seen_at,
        tellings.display_name,
        tellings.account_type,
        tellings.url,
        tellings.first_seen_at,
        tellings.last_seen_at

    from tellings

    left join accounts
        on
            tellings.account_id is null
            and tellings.platform = accounts.platform
            and lower(tellings.login) = accounts.login

)

select * from logins_resolved

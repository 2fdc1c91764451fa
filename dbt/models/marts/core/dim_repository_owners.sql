with

repositories as (

    select * from {{ ref('int_repository_sightings_unioned') }}

),

accounts as (

    select * from {{ ref('int_accounts_marked') }}

),

owners_found as (

    select
        owner_account_id,
        platform,
        max_by(split_part(full_name, '/', 1), (last_seen_at, full_name)) as owner_name,
        count(distinct repository_id) as repository_count

    from repositories

    where
        owner_account_id is not null
        and owner_type in ('Organization', 'Group', 'Enterprise')

    group by all

),

organisation_accounts as (

    select * from {{ ref('stg_people__organisation_names') }}

    where kind = 'account'

),

columns_listed as (

    select
        owners_found.owner_account_id,
        organisation_accounts.organisation_id,
        owners_found.platform,
        coalesce(accounts.login, owners_found.owner_name) as login,
        coalesce(
            accounts.display_name, accounts.login, owners_found.owner_name
        ) as display_name,
        owners_found.repository_count

    from owners_found

    left join accounts
        on owners_found.owner_account_id = accounts.account_id

    left join organisation_accounts
        on
            owners_found.platform || ':'
            || lower(coalesce(accounts.login, owners_found.owner_name))
            = organisation_accounts.name

)

select * from columns_listed

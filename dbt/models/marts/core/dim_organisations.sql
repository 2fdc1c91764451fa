with

repositories as (

    select * from {{ ref('int_repository_sightings_unioned') }}

),

accounts as (

    select * from {{ ref('int_accounts_marked') }}

),

organisations_owning as (

    select
        owner_account_id as organisation_id,
        platform,
        max_by(split_part(full_name, '/', 1), (last_seen_at, full_name)) as owner_name,
        count(distinct repository_id) as repository_count

    from repositories

    where
        owner_account_id is not null
        and owner_type in ('Organization', 'Group', 'Enterprise')

    group by all

),

columns_listed as (

    select
        organisations_owning.organisation_id,
        organisations_owning.platform,
        coalesce(accounts.login, organisations_owning.owner_name) as login,
        coalesce(
            accounts.display_name, accounts.login, organisations_owning.owner_name
        ) as display_name,
        organisations_owning.repository_count

    from organisations_owning

    left join accounts
        on organisations_owning.organisation_id = accounts.account_id

)

select * from columns_listed

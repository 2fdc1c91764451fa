{{ config(materialized='view') }}

with

github_accounts as (

    select * from {{ ref('stg_github__accounts') }}

),

gitee_accounts as (

    select * from {{ ref('stg_gitee__accounts') }}

),

gharchive_accounts as (

    select * from {{ ref('stg_gharchive__accounts') }}

),

sightings_unioned as (

    select
        account_id,
        company,
        seen_at

    from github_accounts

    union all

    select
        account_id,
        company,
        seen_at

    from gitee_accounts

    union all

    select
        account_id,
        company,
        seen_at

    from gharchive_accounts

),

companies_told as (

    -- A profile that was shown without the field tells nothing; an empty one tells of no employer.
    select distinct
        account_id,
        trim(company) as company,
        seen_at

    from sightings_unioned

    where company is not null

),

previous_companies_found as (

    select
        *,
        lag(company) over (partition by account_id order by seen_at, company) as previous_company

    from companies_told

),

stretches_found as (

    -- What a profile said before it was first seen is unknown.
    select
        account_id,
        company,
        seen_at as valid_from,
        lead(seen_at) over (partition by account_id order by seen_at, company) as valid_until

    from previous_companies_found

    where company is distinct from previous_company

),

companies_kept as (

    select *

    from stretches_found

    where company != ''

)

select * from companies_kept

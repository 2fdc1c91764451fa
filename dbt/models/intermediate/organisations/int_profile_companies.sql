{{ config(materialized='view') }}

with

tellings as (

    select * from {{ ref('int_account_tellings_identified') }}

),

companies_told as (

    -- A profile that was shown without the field tells nothing; an empty one tells of no employer.
    select distinct
        account_id,
        company,
        company_seen_at as seen_at

    from tellings

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

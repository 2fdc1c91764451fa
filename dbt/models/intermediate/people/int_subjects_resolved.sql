{{ config(materialized='view') }}

with

employments as (

    select * from {{ ref('stg_people__employments') }}

),

overrides as (

    select * from {{ ref('stg_people__identity_overrides') }}

),

account_sightings as (

    select * from {{ ref('int_account_sightings_unioned') }}

),

subjects_listed as (

    select subject from employments

    union

    select subject from overrides

),

accounts_by_login as (

    -- A login that was passed on names the account that was seen with it last.
    select
        platform || ':' || lower(login) as subject,
        account_id

    from account_sightings

    qualify
        row_number() over (
            partition by platform, lower(login)
            order by last_seen_at desc, account_id, email
        ) = 1

),

identities_found as (

    select
        subjects_listed.subject,
        case
            when subjects_listed.subject like 'email:%'
                then 'email:' || md5(substr(subjects_listed.subject, 7))
            when subjects_listed.subject like '%:#%'
                then replace(subjects_listed.subject, '#', '')
            else accounts_by_login.account_id
        end as identity_id

    from subjects_listed

    left join accounts_by_login
        on subjects_listed.subject = accounts_by_login.subject

)

select * from identities_found

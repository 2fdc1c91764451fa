with

tellings as (

    select * from {{ ref('int_account_tellings_identified') }}

),

sightings_summed_up as (

    select
        platform,
        account_id,
        login,
        email,
        max(display_name) as display_name,
        max(account_type) as account_type,
        max(url) as url,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at

    from tellings

    group by all

)

select * from sightings_summed_up

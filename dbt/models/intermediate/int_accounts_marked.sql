with

account_sightings as (

    select * from {{ ref('int_account_sightings_unioned') }}

),

known_bots as (

    select * from {{ ref('known_bots') }}

),

listed_bots as (

    select * from {{ ref('stg_people__bots') }}

),

newest_sightings_picked as (

    select
        account_id,
        platform,
        login,
        min(first_seen_at) over (partition by account_id) as first_seen_at,
        max(display_name) over (partition by account_id, login) as display_name,
        max(account_type) over (partition by account_id) as account_type,
        max(url) over (partition by account_id, login) as url

    from account_sightings

    qualify
        row_number() over (
            partition by account_id
            order by last_seen_at desc, login, email
        ) = 1

),

bots_marked as (

    select
        newest_sightings_picked.account_id,
        newest_sightings_picked.platform,
        newest_sightings_picked.login,
        newest_sightings_picked.display_name,
        newest_sightings_picked.account_type,
        newest_sightings_picked.url,
        (
            coalesce(newest_sightings_picked.account_type = 'Bot', false)
            or {{ is_bot_login('newest_sightings_picked.login') }}
            or known_bots.login is not null
            or listed_bots.account_id is not null
        ) as is_bot,
        -- GitHub shows its account "ghost" in place of every account that was deleted.
        newest_sightings_picked.account_id = 'github:10137' as is_placeholder,
        newest_sightings_picked.first_seen_at

    from newest_sightings_picked

    left join known_bots
        on
            newest_sightings_picked.platform = known_bots.platform
            and lower(newest_sightings_picked.login) = known_bots.login

    left join listed_bots
        on newest_sightings_picked.account_id = listed_bots.account_id

)

select * from bots_marked

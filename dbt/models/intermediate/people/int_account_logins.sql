with

account_sightings as (

    select * from {{ ref('int_account_sightings_unioned') }}

),

logins_mapped as (

    -- A login that was passed on names the account that was seen with it last.
    select
        platform,
        lower(login) as login,
        account_id

    from account_sightings

    -- The account that stands for deleted ones wrote nothing itself.
    where account_id != 'github:10137'

    qualify
        row_number() over (
            partition by platform, lower(login)
            order by last_seen_at desc, account_id, email
        ) = 1

)

select * from logins_mapped

with recursive

accounts as (

    select * from {{ ref('int_accounts_marked') }}

),

account_sightings as (

    select * from {{ ref('int_account_sightings_unioned') }}

),

commits as (

    select * from {{ ref('int_commits_unioned') }}

),

activities as (

    select * from {{ ref('int_activities_unioned') }}

),

addresses_used as (

    select
        account_id,
        author_email as email

    from commits

    where account_id is not null and author_email is not null

    union

    select
        account_id,
        email

    from account_sightings

    where email is not null

),

personal_addresses_kept as (

    -- An address that more than three accounts used, that nobody reads or that has no domain is
    -- not one person's.
    select email

    from addresses_used

    where
        email like '%_@%_.%_'
        and email not like '%noreply%'
        and email not like '%no-reply%'
        and email not like '%@example.%'
        and email not like '%.local'
        and email not like '%.localdomain'

    group by all

    having count(distinct account_id) <= 3

),

links as (

    select
        addresses_used.account_id as identity_id,
        'email:' || md5(addresses_used.email) as linked_identity_id

    from addresses_used

    inner join personal_addresses_kept
        on addresses_used.email = personal_addresses_kept.email

    union

    select
        'email:' || md5(addresses_used.email) as identity_id,
        addresses_used.account_id as linked_identity_id

    from addresses_used

    inner join personal_addresses_kept
        on addresses_used.email = personal_addresses_kept.email

),

smaller_identities_reached as (

    -- The smallest identity of a component reaches all of it; the others are dropped on the way.
    select
        identity_id as reached_identity_id,
        identity_id as component_id

    from links

    union

    select
        links.linked_identity_id as reached_identity_id,
        smaller_identities_reached.component_id

    from smaller_identities_reached

    inner join links
        on smaller_identities_reached.reached_identity_id = links.identity_id

    where smaller_identities_reached.component_id < links.linked_identity_id

),

components_found as (

    select
        reached_identity_id as identity_id,
        min(component_id) as component_id

    from smaller_identities_reached

    group by all

),

identities_seen as (

    select
        account_id as identity_id,
        first_seen_at as first_act_at,
        false as has_acted

    from accounts

    union all

    select
        identity_id,
        occurred_at as first_act_at,
        true as has_acted

    from activities

    where identity_id is not null

    union all

    select
        identity_id,
        cast(null as timestamp) as first_act_at,
        false as has_acted

    from links

),

identities_told_once as (

    select
        identity_id,
        min(first_act_at) filter (where has_acted) as first_act_at

    from identities_seen

    group by all

),

components_joined as (

    select
        identities_told_once.identity_id,
        coalesce(components_found.component_id, identities_told_once.identity_id) as component_id,
        identities_told_once.first_act_at

    from identities_told_once

    left join components_found
        on identities_told_once.identity_id = components_found.identity_id

),

eldest_identities_picked as (

    -- A person is named after the identity that acted first: it stays when others join later,
    -- and it does not depend on the order of arrival.
    select
        identity_id,
        first_value(identity_id) over (
            partition by component_id
            order by
                case when first_act_at is null then 1 else 0 end,
                first_act_at,
                identity_id
        ) as eldest_identity_id

    from components_joined

),

people_named as (

    select
        identity_id,
        left(md5(eldest_identity_id), 16) as person_id

    from eldest_identities_picked

)

select * from people_named

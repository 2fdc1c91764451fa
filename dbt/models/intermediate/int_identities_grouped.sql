with

accounts as (

    select * from {{ ref('int_accounts_marked') }}

),

actors as (

    select * from {{ ref('int_repository_actors') }}

),

commit_authors as (

    select * from {{ ref('int_commit_authors') }}

),

co_authors as (

    select * from {{ ref('int_commit_co_authors') }}

),

links as (

    select * from {{ ref('int_identity_links') }}

),

components as (

    select * from {{ ref('int_identity_components') }}

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
        first_act_at,
        true as has_acted

    from actors

    union all

    select
        identity_id,
        first_authored_at as first_act_at,
        true as has_acted

    from commit_authors

    where first_authored_at is not null

    union all

    select
        identity_id,
        authored_at as first_act_at,
        true as has_acted

    from co_authors

    where authored_at is not null

    union all

    select
        linked_identity_id as identity_id,
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
        coalesce(components.component_id, identities_told_once.identity_id) as component_id,
        identities_told_once.first_act_at

    from identities_told_once

    left join components
        on identities_told_once.identity_id = components.identity_id

),

eldest_identities_picked as (

    -- A person is named after the identity that acted first: it stays when others join later,
    -- and it does not depend on the order of arrival.
    select
        identity_id,
        first_act_at,
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
        {{ person_id_of('eldest_identity_id') }} as person_id,
        first_act_at

    from eldest_identities_picked

)

select * from people_named

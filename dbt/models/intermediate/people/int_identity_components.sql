with recursive

links as (

    select * from {{ ref('int_identity_links') }}

),

hubs_found as (

    -- Most addresses are one account's: only what several are tied to has to be walked.
    select
        identity_id,
        linked_identity_id,
        min(identity_id) over (partition by linked_identity_id) as first_identity_id

    from links

),

ties_found as (

    select
        identity_id,
        first_identity_id as tied_identity_id

    from hubs_found

    where identity_id != first_identity_id

    union

    -- A hub that is itself tied to others.
    select
        hubs_found.linked_identity_id as identity_id,
        hubs_found.first_identity_id as tied_identity_id

    from hubs_found

    inner join links
        on hubs_found.linked_identity_id = links.identity_id

),

ties_both_ways as (

    select
        identity_id,
        tied_identity_id

    from ties_found

    union

    select
        tied_identity_id as identity_id,
        identity_id as tied_identity_id

    from ties_found

),

smaller_identities_reached as (

    -- The smallest identity of a component reaches all of it; the others are dropped on the way.
    select
        identity_id as reached_identity_id,
        identity_id as component_id

    from ties_both_ways

    union

    select
        ties_both_ways.tied_identity_id as reached_identity_id,
        smaller_identities_reached.component_id

    from smaller_identities_reached

    inner join ties_both_ways
        on smaller_identities_reached.reached_identity_id = ties_both_ways.identity_id

    where smaller_identities_reached.component_id < ties_both_ways.tied_identity_id

),

walked_components as (

    select
        reached_identity_id as identity_id,
        min(component_id) as component_id

    from smaller_identities_reached

    group by all

),

linked_identities as (

    select
        identity_id,
        identity_id as walked_identity_id

    from hubs_found

    union

    select
        linked_identity_id as identity_id,
        first_identity_id as walked_identity_id

    from hubs_found

),

components_joined as (

    -- Two ways to one identity lead to the same component.
    select
        linked_identities.identity_id,
        min(coalesce(walked_components.component_id, linked_identities.walked_identity_id))
            as component_id

    from linked_identities

    left join walked_components
        on linked_identities.walked_identity_id = walked_components.identity_id

    group by linked_identities.identity_id

)

select * from components_joined

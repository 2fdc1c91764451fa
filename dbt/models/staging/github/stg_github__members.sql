with

events as (

    select * from {{ ref('base_github__events') }}

    where
        (event = 'member' and action in ('added', 'removed') and member.id is not null)
        or (
            event = 'organization'
            and action in ('member_added', 'member_removed')
            and membership.user.id is not null
        )

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || coalesce(organization.id, repository.owner.id) as owner_account_id,
        'github:' || coalesce(member.id, membership.user.id) as account_id,
        'github:' || sender.id as actor_account_id,
        delivery_id,
        -- A collaborator of one repository, or a member of the whole organisation.
        case when event = 'member' then 'repository' else 'organisation' end as scope_type,
        case
            when action in ('added', 'member_added') then 'added'
            else 'removed'
        end as action,
        membership.role,
        received_at as changed_at,
        landed_at

    from events

)

select * from renamed

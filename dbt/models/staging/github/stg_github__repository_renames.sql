with

events as (

    select * from {{ ref('base_github__events') }}

    where
        event = 'repository'
        and repository.id is not null

),

renamed as (

    select
        'github' as platform,
        'github:' || repository.id as repository_id,
        delivery_id,
        case action
            when 'renamed'
                then
                    split_part(repository.full_name, '/', 1) || '/'
                    || changes.repository.name."from"
            when 'transferred'
                then
                    coalesce(
                        changes.owner."from".user.login, changes.owner."from".organization.login
                    ) || '/' || split_part(repository.full_name, '/', 2)
        end as former_full_name,
        received_at as renamed_at,
        landed_at

    from events

),

names_told as (

    select * from renamed

    where former_full_name is not null

)

select * from names_told

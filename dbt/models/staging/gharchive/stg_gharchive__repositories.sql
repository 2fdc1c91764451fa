with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

    where repo.id is not null

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repo.id as repository_id,
        'github:' || org.id as owner_account_id,
        delivery_id,
        repo.name as full_name,
        'https://github.com/' || repo.name as url,
        cast(null as varchar) as default_branch,
        cast(null as varchar) as description,
        cast(null as varchar) as primary_language,
        cast(null as varchar) as license_name,
        case when org.id is not null then 'Organization' end as owner_type,
        cast(null as boolean) as is_fork,
        cast(null as boolean) as is_archived,
        cast(null as timestamp) as created_at,
        happened_at as seen_at,
        landed_at

    from events

)

select * from renamed

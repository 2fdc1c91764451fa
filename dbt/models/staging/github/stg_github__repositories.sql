with

events as (

    select * from {{ ref('base_github__events') }}

    where repository.id is not null

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || repository.owner.id as owner_account_id,
        delivery_id,
        repository.full_name,
        repository.html_url as url,
        repository.default_branch,
        repository.description,
        repository.language as primary_language,
        repository.license.name as license_name,
        repository.owner.type as owner_type,
        repository.fork as is_fork,
        repository.archived as is_archived,
        {{ utc_timestamp('repository.created_at') }} as created_at,
        received_at as seen_at,
        landed_at

    from events

)

select * from renamed

with

events as (

    select * from {{ ref('base_gitee__events') }}

    where
        repository.id is not null
        and not is_ping

),

renamed as (

    select
        'gitee' as source,
        'gitee' as platform,
        'gitee:' || repository.id as repository_id,
        'gitee:' || repository.owner.id as owner_account_id,
        delivery_id,
        repository.full_name,
        -- Gitee's address ends with .git in some bodies.
        regexp_replace(repository.html_url, '[.]git$', '') as url,
        repository.default_branch,
        repository.description,
        repository.language as primary_language,
        repository.license as license_name,
        repository.owner.type as owner_type,
        repository.fork as is_fork,
        cast(null as boolean) as is_archived,
        {{ utc_timestamp('repository.created_at') }} as created_at,
        received_at as seen_at,
        landed_at

    from events

)

select * from renamed

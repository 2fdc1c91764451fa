with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        event = 'release'
        and release.id is not null
        and repository.id is not null

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || release.id as release_id,
        'github:' || release.author.id as account_id,
        delivery_id,
        release.tag_name,
        release.name as release_name,
        release.html_url as url,
        release.prerelease as is_prerelease,
        {{ utc_timestamp('release.published_at') }} as published_at,
        received_at as told_at,
        landed_at

    from events

    -- A draft has no time of publication.
    where release.published_at is not null

)

select * from renamed

with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

    where
        event = 'ReleaseEvent'
        and release.id is not null
        and repo.id is not null

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repo.id as repository_id,
        'github:' || release.id as release_id,
        'github:' || release.author.id as account_id,
        delivery_id,
        release.tag_name,
        release.name as release_name,
        release.html_url as url,
        release.prerelease as is_prerelease,
        {{ utc_timestamp('release.published_at') }} as published_at,
        happened_at as told_at,
        landed_at

    from events

    -- A draft has no time of publication.
    where release.published_at is not null

)

select * from renamed

with

events as (

    select * from {{ ref('base_git__events_identified') }}

    where
        event = 'tag'
        and tag is not null

),

renamed as (

    select
        'git' as source,
        platform,
        repository_id,
        sha as commit_sha,
        delivery_id,
        tag as tag_name,
        tagger.name as tagger_name,
        lower(tagger.email) as tagger_email,
        is_annotated,
        -- A tag without annotation has the time of its commit.
        created_at as tagged_at,
        landed_at

    from events

)

select * from renamed

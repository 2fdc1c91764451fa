with

events as (

    select * from {{ ref('base_git__events_identified') }}

    where
        event = 'commit'
        and sha is not null

),

files_unnested as (

    select
        events.platform,
        events.repository_id,
        events.sha,
        events.delivery_id,
        events.landed_at,
        {{ each_item('events.files') }} as listed_file

    from events

),

renamed as (

    select
        'git' as source,
        platform,
        repository_id,
        sha as commit_sha,
        delivery_id,
        listed_file.path,
        listed_file.change,
        listed_file.previous_path,
        listed_file.added as added_line_count,
        listed_file.removed as removed_line_count,
        landed_at

    from files_unnested

    where listed_file.path is not null

)

select * from renamed

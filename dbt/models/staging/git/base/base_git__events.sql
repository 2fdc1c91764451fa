with

first_landings as (

    {{ first_landings('git') }}

),

bodies_read as (

    select
        delivery_id,
        event,
        received_at,
        landed_at,
        {{ parsed_json('body', git_structure()) }} as body

    from first_landings

),

columns_named as (

    select
        delivery_id,
        event,
        body.repository,
        body.sha,
        body.parents,
        body.author,
        body.committer,
        body.recorded_author,
        body.co_authors,
        body.message,
        body.file_count,
        body.files,
        body.tag,
        body.tagger,
        body is not null as is_valid_json,
        -- At the edge of a shallow clone a commit seems to have no parents and to add every file.
        coalesce(body.is_shallow, false) as is_shallow,
        coalesce(body.file_count > {{ list_length('body.files') }}, false) as is_truncated,
        body.is_annotated,
        {{ utc_timestamp('body.created_at') }} as created_at,
        {{ as_utc('received_at') }} as received_at,
        landed_at

    from bodies_read

)

select * from columns_named

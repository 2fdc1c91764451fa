with

first_landings as (

    {{ first_landings('gharchive') }}

),

bodies_read as (

    select
        delivery_id,
        event,
        received_at,
        landed_at,
        {{ parsed_json('body', gharchive_structure()) }} as body

    from first_landings

),

columns_named as (

    select
        delivery_id,
        event,
        body.payload.action,
        body.repo,
        body.actor,
        body.org,
        body.payload.issue,
        body.payload.pull_request,
        body.payload.comment,
        body.payload.review,
        body.payload.release,
        body.payload.forkee,
        body.payload.commits,
        body.payload.ref,
        body.payload.before,
        body.payload.head,
        body.payload.size as commit_count,
        body is not null as is_valid_json,
        false as is_ping,
        -- The archive lists at most twenty commits of a push.
        coalesce(
            body.payload.size > coalesce({{ list_length('body.payload.commits') }}, 0), false
        ) as is_truncated,
        {{ utc_timestamp('body.created_at') }} as happened_at,
        {{ as_utc('received_at') }} as received_at,
        landed_at

    from bodies_read

)

select * from columns_named

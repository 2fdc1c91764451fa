with

first_landings as (

    {{ first_landings('github') }}

),

bodies_read as (

    select
        delivery_id,
        event,
        received_at,
        landed_at,
        {{ parsed_json('body', github_webhook_structure()) }} as body

    from first_landings

),

columns_named as (

    select
        delivery_id,
        event,
        body.action,
        body.changes,
        body.repository,
        body.sender,
        body.issue,
        body.pull_request,
        body.discussion,
        body.comment,
        body.review,
        body.release,
        body.forkee,
        body.organization,
        body.member,
        body.membership,
        body.deployment,
        body.deployment_status,
        body.workflow_run,
        body.alert,
        coalesce(body.repository_advisory, body.security_advisory) as advisory,
        body.commits,
        body.ref,
        body.ref_type,
        body.before,
        body.after,
        body.created as is_created,
        body.deleted as is_deleted,
        body.forced as is_forced,
        body.compare as compare_url,
        body is not null as is_valid_json,
        event = 'ping' as is_ping,
        -- GitHub lists at most 2,048 commits of a push.
        coalesce({{ list_length('body.commits') }} >= 2048, false) as is_truncated,
        {{ utc_timestamp('body.starred_at') }} as starred_at,
        {{ as_utc('received_at') }} as received_at,
        landed_at

    from bodies_read

)

select * from columns_named
